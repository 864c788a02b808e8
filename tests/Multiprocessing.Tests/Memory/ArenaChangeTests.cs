using Multiprocessing.Memory;
using Multiprocessing.Tests.Synchronization;
using Multiprocessing.Waiting;

namespace Multiprocessing.Tests.Memory;

/// <summary>A change of shared structures is done whole or not at all.</summary>
public sealed unsafe class ArenaChangeTests
{
    private const int Words = ChangeLog.ObjectLength / sizeof(long);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public void What_a_dead_process_has_not_finished_is_taken_back(int steps)
    {
        var board = new Board();
        board[2] = 0x0000_0007_0000_0005;
        board[3] = 42;
        var child = ChildProcess.Start(() =>
        {
            var change = new ArenaChange(board.Log);
            for (var step = 0; step < steps; step++) Step(change, board, step);
            Environment.FailFast("as if killed in the middle of a change");
        });
        child.Join(Eventually.Patience);
        Assert.Equal(steps, *board.Log.Count);
        using (new ArenaChange(board.Log))
        {
            Assert.Equal(0x0000_0007_0000_0005, board[2]);
            Assert.Equal(42, board[3]);
        }

        Assert.Equal(0, OwnerWord.Owner(board.Log.Lock));
    }

    [Fact]
    public void What_is_committed_stays_and_the_rest_goes()
    {
        var board = new Board();
        using (var change = new ArenaChange(board.Log))
        {
            change.Set(board.At(2), 1);
            change.Commit();
            change.Set(board.At(2), 2);
            change.Set(board.At(3), 3);
        }

        Assert.Equal((1, 0), (board[2], board[3]));
    }

    [Fact]
    public void Halves_of_a_word_do_not_touch_each_other()
    {
        var board = new Board();
        using (var change = new ArenaChange(board.Log))
        {
            change.Set((int*)board.At(2), 1);
            // Whatever guards the other half.
            ((int*)board.At(2))[1] = 2;
        }

        Assert.Equal(0x2_0000_0000, board[2]);
    }

    [Fact]
    public void A_change_that_is_too_large_is_refused_and_taken_back()
    {
        var board = new Board();
        Assert.Throws<InvalidOperationException>(() =>
        {
            using var change = new ArenaChange(board.Log);
            for (var step = 0; step <= board.Log.Capacity; step++) change.Set(board.At(2), step + 1);
        });
        Assert.Equal(0, board[2]);
    }

    private static void Step(in ArenaChange change, Board board, int step)
    {
        switch (step % 3)
        {
            case 0:
                change.Set((int*)board.At(2), 100 + step);
                break;
            case 1:
                change.Set(board.At(3), 200 + step);
                break;
            default:
                change.Set((int*)board.At(2) + 1, 300 + step);
                break;
        }
    }

    /// <summary>A lock, its notes, and words to be changed.</summary>
    private sealed class Board() : SharedObject(ChangeLog.ObjectLength)
    {
        internal ref long this[int index] => ref *At(index);

        internal ChangeLog Log => ChangeLog.Of(Hold.Arena, Hold.Contents);

        private protected override BlockKind Kind => BlockKind.Memory;

        internal long* At(int index) => index < Words ? (long*)Hold.Contents + index : throw new ArgumentOutOfRangeException(nameof(index));

        private protected override void OnAdopted()
        {
        }

        private protected override void OnDispose()
        {
        }
    }
}
