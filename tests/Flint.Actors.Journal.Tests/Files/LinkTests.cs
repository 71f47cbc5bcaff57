using System.Runtime.Versioning;
using Flint.Actors.Journal.Files;
using Flint.Actors.Journal.Tests.Support;

namespace Flint.Actors.Journal.Tests.Files;

[UnsupportedOSPlatform("windows")]
public sealed class LinkTests : IDisposable
{
    private const int FileExists = 17;
    private const int NoSuchFile = 2;

    private readonly TemporaryDirectory _place = new();
    private readonly DiskDirectory _directory;

    public LinkTests()
    {
        _directory = new DiskDirectory(_place.Path);
        _directory.Ensure();
    }

    [Fact]
    public void Link_should_be_the_same_file_under_a_second_name_and_outlive_the_first()
    {
        Write("a", "before");

        _directory.Link("a", "a.v1");
        using (var file = _directory.Open("a", writable: true))
            file.Write("BE"u8, 0);
        Write("b", "other");
        _directory.Rename("b", "a");

        Assert.Equal(("BEfore", "other"), (Read("a.v1"), Read("a")));
    }

    [Fact]
    public void Link_over_a_file_that_is_there_should_be_refused()
    {
        Write("a", "new");
        Write("a.v1", "old");

        var failure = Assert.Throws<FileOperationException>(() => _directory.Link("a", "a.v1"));

        Assert.Equal(FileExists, failure.Error);
        Assert.Contains("a: link to ", failure.Message, StringComparison.Ordinal);
        Assert.Equal("old", Read("a.v1"));
    }

    [Fact]
    public void Link_of_nothing_should_be_refused() =>
        Assert.Equal(NoSuchFile, Assert.Throws<FileOperationException>(() => _directory.Link("a", "a.v1")).Error);

    [Fact]
    public void File_that_cannot_be_linked_should_be_copied()
    {
        // No link leads from one file system to another. Where there is no second one this is a link.
        var content = new string('x', 200_000) + "end";
        Write("a", content);
        var elsewhere = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : _place.Path, $"flint-{Guid.NewGuid():N}");
        try
        {
            _directory.Link("a", elsewhere);

            Assert.Equal(content, File.ReadAllText(elsewhere));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(elsewhere));
            Assert.Equal(FileExists, Assert.Throws<FileOperationException>(() => _directory.Link("a", elsewhere)).Error);
        }
        finally
        {
            File.Delete(elsewhere);
        }
    }

    [Fact]
    public void Link_in_memory_should_be_as_durable_as_a_name()
    {
        var disk = new MemoryDisk { ["a"] = [1, 2, 3] };
        using var directory = disk.Open();

        directory.Link("a", "a.v1");
        var cut = disk.PowerCut();
        directory.Sync();
        directory.Delete("a");

        Assert.Equal(["a"], cut.Names);
        Assert.Equal(["a", "a.v1"], disk.PowerCut().Names);
        Assert.Equal([1, 2, 3], disk["a.v1"]);
        Assert.Equal(FileExists, Assert.Throws<FileOperationException>(() => directory.Link("a.v1", "a.v1")).Error);
        Assert.Equal(NoSuchFile, Assert.Throws<FileOperationException>(() => directory.Link("a", "b")).Error);
    }

    public void Dispose()
    {
        _directory.Dispose();
        _place.Dispose();
    }

    private void Write(string name, string text)
    {
        using var file = _directory.Create(name);
        file.Write(System.Text.Encoding.UTF8.GetBytes(text), 0);
    }

    private string Read(string name) => File.ReadAllText(Path.Combine(_place.Path, name));
}
