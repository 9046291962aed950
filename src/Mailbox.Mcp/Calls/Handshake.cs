using ModelContextProtocol.Server;

namespace Mailbox.Mcp.Calls;

/// <summary>Whether the client is ready for notifications. Up to 2025-11-25 it says so; from 2026-07-28 on its first request does.</summary>
internal sealed class Handshake
{
    private const string WithoutInitialize = "2026-07-28";
    private int _completed;

    public ValueTask Complete()
    {
        Volatile.Write(ref _completed, 1);
        return ValueTask.CompletedTask;
    }

    public bool IsComplete(McpServer server) => Volatile.Read(ref _completed) != 0 || string.CompareOrdinal(server.NegotiatedProtocolVersion, WithoutInitialize) >= 0;
}
