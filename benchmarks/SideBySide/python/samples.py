"""One function a sample; each gives its figure in the row's unit."""
import multiprocessing
import multiprocessing.connection
import time

import targets

PAYLOAD = bytes(10 << 20)


def _since(start):
    return (time.monotonic_ns() - start) / 1e6


def _start(method, count=1):
    context = multiprocessing.get_context(method)
    start = time.monotonic_ns()
    processes = [context.Process(target=targets.nothing) for _ in range(count)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return _since(start)


def _first_line(method):
    context = multiprocessing.get_context(method)
    ours, theirs = context.Pipe()
    start = time.monotonic_ns()
    process = context.Process(target=targets.first_line, args=(theirs,))
    process.start()
    figure = (ours.recv() - start) / 1e6
    process.join()
    return figure


def start_spawn():
    return _start("spawn")


def start_fork():
    return _start("fork")


def start_forkserver():
    return _start("forkserver")


def first_line_spawn():
    return _first_line("spawn")


def first_line_forkserver():
    return _first_line("forkserver")


def start_50():
    return _start("spawn", 50)


def call_10mb():
    context = multiprocessing.get_context("spawn")
    start = time.monotonic_ns()
    ours, theirs = context.Pipe()
    process = context.Process(target=targets.echo, args=(theirs,))
    process.start()
    ours.send_bytes(PAYLOAD)
    assert len(ours.recv_bytes()) == len(PAYLOAD)
    process.join()
    return _since(start)


def lock_uncontended():
    lock = multiprocessing.Lock()
    count = 200_000
    start = time.monotonic_ns()
    for _ in range(count):
        lock.acquire()
        lock.release()
    return (time.monotonic_ns() - start) / count


def _pair(target, count, *arguments, sides=2):
    """Nanoseconds for each of the count, from the first side's beginning to the last side's end."""
    context = multiprocessing.get_context("fork")
    times = context.Queue()
    barrier = context.Barrier(sides)
    processes = [context.Process(target=targets.side, args=(target, number, count, barrier, times, *arguments)) for number in range(sides)]
    for process in processes:
        process.start()
    spans = [times.get() for _ in range(sides)]
    for process in processes:
        process.join()
    return (max(end for _, end in spans) - min(begin for begin, _ in spans)) / count


def lock_contended():
    return _pair(targets.use_lock, 100_000, multiprocessing.Lock()) / 2


def _semaphores():
    return [multiprocessing.Semaphore(0), multiprocessing.Semaphore(0)]


def semaphore_pingpong():
    return _pair(targets.pass_permits, 5_000, _semaphores()) / 1000


def _parked(target, ends):
    return (_pair(target, 1_000, ends) - 2 * targets.UNTIL_PARKED) / 1000


def semaphore_pingpong_parked():
    return _parked(targets.pass_permits_parked, _semaphores())


def event_wakeup_parked():
    return _parked(targets.wake_by_events, [multiprocessing.Event(), multiprocessing.Event()])


def counter_locked():
    return _pair(targets.count_up, 50_000, multiprocessing.Value("i", 0)) / 2


def array_sum():
    array = multiprocessing.RawArray("d", 4_000_000)
    start = time.monotonic_ns()
    total = sum(array)
    assert total == 0
    return (time.monotonic_ns() - start) / 1000


def pipe_pingpong():
    return _pair(targets.send_numbers_back, 5_000, multiprocessing.Pipe()) / 1000


def pipe_pingpong_parked():
    return _parked(targets.send_numbers_back_parked, multiprocessing.Pipe())


def pipe_pingpong_1kib():
    return _pair(targets.send_bytes_back, 5_000, multiprocessing.Pipe(), 1024) / 1000


def _one_way(length, count):
    return _pair(targets.send_one_way, count, multiprocessing.Pipe(), length)


def pipe_64b():
    return _one_way(64, 50_000)


def pipe_1kib():
    return _one_way(1024, 50_000)


def pipe_64kib():
    return _one_way(1 << 16, 3_000) / 1000


def pipe_1mib():
    return _one_way(1 << 20, 300) / 1000


def _queue(producers, consumers, item, count, capacity):
    sides = producers + consumers
    figure = _pair(targets.use_queue, count, multiprocessing.Queue(capacity), producers, consumers, item, sides=sides)
    return figure / max(producers, consumers)


ITEMS = {"queue": (1, 20_000, 1, 0), "queue_records": (targets.Order(1, "somebody", 2.5), 10_000, 1, 0), "queue_1mib": (bytes(1 << 20), 50, 1000, 8)}


def _add_queue_sample(name, producers, consumers):
    item, count, unit, capacity = ITEMS[name]
    globals()[f"{name}_{producers}_{consumers}"] = lambda: _queue(producers, consumers, item, count, capacity) / unit


for _name in ITEMS:
    for _producers, _consumers in ((1, 1), (4, 1), (1, 4), (4, 4)):
        _add_queue_sample(_name, _producers, _consumers)


def _listener(family):
    with multiprocessing.connection.Listener(family=family, authkey=b"known to both") as listener:
        return _pair(targets.call_back, 5_000, listener) / 1000


def listener_unix():
    return _listener("AF_UNIX")


def listener_tcp():
    return _listener("AF_INET")


_dicts = {}


def _manager():
    if "manager" not in _dicts:
        _dicts["manager"] = multiprocessing.get_context("fork").Manager()
    return _dicts["manager"]


def _numbers():
    if "numbers" not in _dicts:
        _dicts["numbers"] = _manager().dict({key: key for key in range(100_000)})
    return _dicts["numbers"]


def _people():
    if "people" not in _dicts:
        _dicts["people"] = _manager().dict({f"person {key}": targets.Person(f"person {key}", key) for key in range(100_000)})
    return _dicts["people"]


def _timed(target, count, *arguments):
    start = time.monotonic_ns()
    target(0, count, *arguments)
    return (time.monotonic_ns() - start) / count


def _add_dict_samples(name, keys):
    globals()[f"shared_dict_get{name}"] = lambda: _timed(targets.get_numbers, 10_000, _numbers(), keys)
    globals()[f"shared_dict_set{name}"] = lambda: _timed(targets.set_numbers, 10_000, _numbers(), keys)
    globals()[f"shared_dict_get_record{name}"] = lambda: _timed(targets.get_people, 10_000, _people(), keys)
    globals()[f"shared_dict_set_record{name}"] = lambda: _timed(targets.set_people, 10_000, _people(), keys)


for _name, _keys in (("", 1_000), ("_100k", 100_000)):
    _add_dict_samples(_name, _keys)


def shared_dict_get_2():
    return _pair(targets.get_numbers, 5_000, _numbers(), 100_000) / 2


def shared_dict_set_2():
    return _pair(targets.set_numbers, 5_000, _numbers(), 100_000) / 2


def shared_dict_get_8():
    return _pair(targets.get_numbers, 1_000, _numbers(), 100_000, sides=8) / 8


def shared_dict_set_8():
    return _pair(targets.set_numbers, 1_000, _numbers(), 100_000, sides=8) / 8


def shared_dict_1m_add():
    return _timed(targets.add_numbers, 10_000, _manager().dict())


def shared_dict_1m_bytes():
    """What the manager's process has more for a million entries, which are sent at once."""
    with multiprocessing.get_context("fork").Manager() as manager:
        numbers = manager.dict()
        before = _resident(manager._process.pid)
        for first in range(0, 1_000_000, 10_000):
            numbers.update({key: key for key in range(first, first + 10_000)})
        return (_resident(manager._process.pid) - before) / 1_000_000


def _resident(pid):
    with open(f"/proc/{pid}/statm") as figures:
        return int(figures.read().split()[1]) * 4096
