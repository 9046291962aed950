[assembly: AssemblyFixture(typeof(Mailbox.Inspector.Tests.Chromium))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]
