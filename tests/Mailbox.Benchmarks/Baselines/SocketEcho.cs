using System.Net.Sockets;
using System.Text;

namespace Mailbox.Benchmarks.Baselines;

/// <summary>The floor: a Unix domain socket between two processes, nothing kept.</summary>
internal sealed class SocketEcho(Socket socket) : IDisposable
{
    private readonly byte[] _buffer = new byte[64 * 1024];

    public static async Task ServeAsync(string path)
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        Console.WriteLine("ready");
        using var peer = await listener.AcceptAsync();
        var buffer = new byte[64 * 1024];
        while (await peer.ReceiveAsync(buffer) is > 0 and var length)
        {
            await peer.SendAsync(buffer.AsMemory(0, length));
        }
    }

    public static async Task<SocketEcho> ConnectAsync(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        return new SocketEcho(socket);
    }

    public async Task AskAsync(string text)
    {
        await socket.SendAsync(Encoding.UTF8.GetBytes(text));
        for (var got = 0; got < text.Length;)
        {
            got += await socket.ReceiveAsync(_buffer);
        }
    }

    public void Dispose() => socket.Dispose();
}
