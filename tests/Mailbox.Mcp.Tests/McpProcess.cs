using System.Text.Json;
using Mailbox.TestKit;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Mailbox.Mcp.Tests;

/// <summary>A server of its own process, and the protocol library's own client at its pipes.</summary>
internal sealed class McpProcess : IAsyncDisposable
{
    public const string Newest = "2026-07-28";

    private McpProcess(McpClient client) => Client = client;

    public static string Assembly => Path.Combine(AppContext.BaseDirectory, "mailbox-mcp.dll");

    public McpClient Client { get; }

    public List<JsonElement> Pushed { get; } = [];

    public static async Task<McpProcess> StartAsync(TestTeam team, string? name, string? version = "2025-11-25", params string[] more)
    {
        McpProcess? process = null;
        var transport = new StdioClientTransport(new StdioClientTransportOptions
        {
            Name = "mailbox", Command = "dotnet", ShutdownTimeout = TimeSpan.FromSeconds(20),
            Arguments = [Assembly, "--root", team.Root, "--team", team.Name, .. name is null ? [] : new[] { "--as", name }, .. more],
        });
        var client = await McpClient.CreateAsync(transport, new McpClientOptions
        {
            ClientInfo = new Implementation { Name = "tests", Version = "1" },
            ProtocolVersion = version,
            InitializationTimeout = TimeSpan.FromMinutes(2),
            DiscoverProbeTimeout = TimeSpan.FromMinutes(1), // A loaded machine starts a process in its own time.
            Handlers = new McpClientHandlers
            {
                NotificationHandlers = [new("notifications/claude/channel", (notification, _) =>
                {
                    lock (process!.Pushed)
                    {
                        process.Pushed.Add(JsonSerializer.SerializeToElement(notification.Params));
                    }

                    return default;
                })],
            },
        });
        process = new McpProcess(client);
        if (name is not null)
        {
            await Eventually.HoldsAsync(async () => (await process.CallAsync("heartbeat")).IsError is not true);
        }

        return process;
    }

    public async Task<CallToolResult> CallAsync(string tool, object? arguments = null)
    {
        var given = JsonSerializer.SerializeToElement(arguments ?? new { }).EnumerateObject().ToDictionary(one => one.Name, one => (object?)one.Value.Clone());
        return await Client.CallToolAsync(tool, given, cancellationToken: Eventually.Cancel());
    }

    /// <summary>The structured result; a tool error fails the test.</summary>
    public async Task<JsonElement> GetAsync(string tool, object? arguments = null)
    {
        var result = await CallAsync(tool, arguments);
        Assert.True(result.IsError is not true, $"{tool}: {TextOf(result)}");
        return result.StructuredContent!.Value;
    }

    /// <summary>The next message; waits for it.</summary>
    public async Task<JsonElement> PollAsync()
    {
        Assert.NotEqual(0, (await GetAsync("wait_for_messages", new { seconds = 20 })).GetProperty("count").GetInt32());
        return (await GetAsync("poll_messages", new { max = 1 })).GetProperty("messages")[0];
    }

    /// <summary>What the tool error says.</summary>
    public async Task<string> FailAsync(string tool, object? arguments = null)
    {
        var result = await CallAsync(tool, arguments);
        Assert.True(result.IsError, $"{tool} did not fail: {TextOf(result)}");
        return ((TextContentBlock)result.Content[0]).Text;
    }

    public static string TextOf(CallToolResult result) => string.Join('\n', result.Content.OfType<TextContentBlock>().Select(block => block.Text));

    /// <summary>Closes its input; answers how it ended.</summary>
    public async Task<int?> EndAsync()
    {
        await Client.DisposeAsync();
        return ((StdioClientCompletionDetails)await Client.Completion).ExitCode;
    }

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}
