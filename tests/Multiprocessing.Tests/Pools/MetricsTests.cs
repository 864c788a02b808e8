using System.Diagnostics.Metrics;
using Multiprocessing.Tests.Synchronization;

namespace Multiprocessing.Tests.Pools;

/// <summary>What the meter says of a pool.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task Tasks_bytes_and_workers_are_measured()
    {
        var name = $"measured-{Guid.NewGuid():N}";
        using var sums = new Sums(name);
        using var pool = new ProcessPool(new ProcessPoolOptions { Name = name, MaxWorkers = 1 });
        for (var task = 0; task < 5; task++) await pool.RunAsync(static given => given, new byte[1000]).Soon();
        await Fail(pool).FailsSoon<FormatException>();
        sums.Reaches("multiprocessing.pool.task.completed", 5);
        sums.Reaches("multiprocessing.pool.task.failed", 1);
        sums.Reaches("multiprocessing.pool.task.failed error.type=System.FormatException", 1);
        sums.Reaches("multiprocessing.pool.task.duration#", 6);
        Assert.InRange(sums["multiprocessing.pool.io network.io.direction=transmit"], 5000, 10_000);
        Assert.InRange(sums["multiprocessing.pool.io network.io.direction=receive"], 5000, 20_000);
        sums.Look();
        Assert.Equal(1, sums["multiprocessing.pool.worker.count"]);
        Assert.Equal(0, sums["multiprocessing.pool.task.queued"]);
        pool.KillWorkers();
        sums.Reaches("multiprocessing.pool.worker.restarts", 1);
    }

    private static Task<int> Fail(ProcessPool pool) => pool.RunAsync(static () => int.Parse("x", null));

    private sealed class Sums : IDisposable
    {
        private readonly Dictionary<string, double> _sums = [];
        private readonly MeterListener _listener = new();
        private readonly string _pool;

        public Sums(string pool)
        {
            _pool = pool;
            _listener.InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Multiprocessing.ProcessPool") listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
            _listener.Start();
        }

        public double this[string name]
        {
            get
            {
                lock (_sums) return _sums.GetValueOrDefault(name);
            }
        }

        public void Look() => _listener.RecordObservableInstruments();

        public void Reaches(string name, double sum)
        {
            Eventually.IsTrue(() => this[name] >= sum, name);
            Assert.Equal(sum, this[name]);
        }

        public void Dispose() => _listener.Dispose();

        private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var (isOurs, names) = (false, new List<string> { instrument.Name });
            foreach (var (key, tag) in tags)
            {
                if (key == "multiprocessing.pool.name") isOurs = (string?)tag == _pool;
                else names.Add($"{instrument.Name} {key}={tag}");
            }

            if (!isOurs) return;
            lock (_sums)
            {
                foreach (var name in names) _sums[name] = _sums.GetValueOrDefault(name) + value;
                _sums[instrument.Name + "#"] = _sums.GetValueOrDefault(instrument.Name + "#") + 1;
            }
        }
    }
}
