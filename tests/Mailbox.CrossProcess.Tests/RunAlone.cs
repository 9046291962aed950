namespace Mailbox.CrossProcess.Tests;

/// <summary>Tests that run when the others have ended.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class RunAlone;
