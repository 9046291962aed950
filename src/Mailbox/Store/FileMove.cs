namespace Mailbox.Store;

/// <summary>What is to be done with an inbox file once the index has settled all of its messages: move it, or remove it when <see cref="To"/> is null.</summary>
internal readonly record struct FileMove(string AgentKey, string Name, Box? To);
