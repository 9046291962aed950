using Mailbox.Store.Index;
using Mailbox.TestKit;
using Microsoft.Data.Sqlite;

namespace Mailbox.Tests.Store;

public sealed class IndexConnectionTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly IndexConnection _index;

    public IndexConnectionTests() => _index = IndexConnection.Open(_folder["values.db"]);

    public void Dispose()
    {
        _index.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("Grüße, 世界 🙂")]
    [InlineData(null)]
    public void Texts_come_back(string? text) => Assert.Equal(text, _index.Text("SELECT $0", text));

    [Theory]
    [InlineData(170)]
    [InlineData(171)]
    [InlineData(100_000)]
    public void Long_texts_come_back(int length) => Assert.Equal(new string('ß', length), _index.Text("SELECT $0", new string('ß', length)));

    [Fact]
    public void A_lone_surrogate_becomes_what_utf8_can_hold() => Assert.Equal("a\uFFFDb", _index.Text("SELECT $0", "a\ud800b"));

    [Fact]
    public void Values_are_told_apart_by_their_numbers_wherever_they_stand()
    {
        var id = Guid.NewGuid();
        var time = DateTimeOffset.FromUnixTimeMilliseconds(1_795_251_570_205);
        var row = Assert.Single(_index.Query(
            "SELECT $2, $0, $1, $3, $0",
            static row => (row.Id(0), row.Number(1), row.Time(2), row.TextOrNull(3), row.Int(4)), long.MaxValue / int.MaxValue / 16, time, id, (string?)null, "nobody asks for this"));

        Assert.Equal((id, long.MaxValue / int.MaxValue / 16, time, null, (int)(long.MaxValue / int.MaxValue / 16)), row);
    }

    [Fact]
    public void A_row_that_does_not_hold_what_it_should_is_damage()
    {
        Assert.True(IndexFile.IsDamage(Assert.Throws<SqliteException>(() => _index.Query("SELECT NULL", static row => row.Text(0)))));
        Assert.True(IndexFile.IsDamage(Assert.Throws<SqliteException>(() => _index.Query("SELECT x'0102'", static row => row.Id(0)))));
        Assert.True(IndexFile.IsDamage(Assert.Throws<SqliteException>(() => _index.Query("SELECT 5000000000", static row => row.Int(0)))));
    }

    [Fact]
    public void A_statement_can_be_used_again_after_it_has_failed()
    {
        _index.Run("CREATE TABLE one(id INTEGER PRIMARY KEY)");
        Assert.Equal(1, _index.Execute("INSERT INTO one VALUES($0)", 1));
        Assert.Throws<SqliteException>(() => _index.Execute("INSERT INTO one VALUES($0)", 1));
        Assert.Equal(1, _index.Execute("INSERT INTO one VALUES($0)", 2));
        Assert.Equal(2, _index.Number("SELECT count(*) FROM one"));
    }
}
