"""Samples of pools: multiprocessing.Pool, concurrent.futures, and, where they are installed, loky and dask.distributed."""
import concurrent.futures
import functools
import importlib.util
import multiprocessing
import threading
import time

import targets

MIB = 1 << 20
_ends = []


def has_what_it_needs(name):
    module = {"loky": "joblib", "dask": "distributed"}.get(name.split("_")[0])
    return module is None or importlib.util.find_spec(module) is not None


def end():
    for each in _ends:
        each()


@functools.cache
def _pool():
    pool = multiprocessing.Pool(2)
    _ends.append(pool.terminate)
    return pool


@functools.cache
def _executor():
    executor = concurrent.futures.ProcessPoolExecutor(2)
    _ends.append(executor.shutdown)
    return executor


@functools.cache
def _loky():
    from joblib.externals.loky import get_reusable_executor

    executor = get_reusable_executor(max_workers=2, timeout=1000)
    _ends.append(executor.shutdown)
    return executor


@functools.cache
def _dask():
    import logging

    import distributed

    client = distributed.Client(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=logging.CRITICAL)
    _ends.append(client.close)
    return client


def _microseconds(count, action):
    start = time.monotonic_ns()
    action(count)
    return (time.monotonic_ns() - start) / 1000 / count


def _milliseconds(action):
    return _microseconds(1, lambda _: action()) / 1000


MILLION = range(1_000_000)


def pool_map_1m():
    return _milliseconds(lambda: _pool().map(targets.square, MILLION))


def executor_map_1m():
    return _milliseconds(lambda: list(_executor().map(targets.square, MILLION, chunksize=125_000)))


def pool_unordered():
    return _microseconds(20_000, lambda count: sum(_pool().imap_unordered(targets.square, range(count))))


def _each(count, call):
    def repeat(count):
        for number in range(count):
            call(number)

    return _microseconds(count, repeat)


def pool_roundtrip():
    return _each(2_000, lambda number: _pool().apply(targets.square, (number,)))


def executor_roundtrip():
    return _each(2_000, lambda number: _executor().submit(targets.square, number).result())


def loky_roundtrip():
    return _each(1_000, lambda number: _loky().submit(targets.square, number).result())


def dask_roundtrip():
    return _each(200, lambda number: _dask().submit(targets.square, number, pure=False).result())


def pool_inflight():
    def use(count):
        for result in [_pool().apply_async(targets.square, (number,)) for number in range(count)]:
            result.get()

    return _microseconds(20_000, use)


def _submit_all(executor, count):
    for future in [executor.submit(targets.square, number) for number in range(count)]:
        future.result()


def executor_inflight():
    return _microseconds(20_000, lambda count: _submit_all(_executor(), count))


def loky_inflight():
    return _microseconds(5_000, lambda count: _submit_all(_loky(), count))


def dask_inflight():
    return _microseconds(2_000, lambda count: _dask().gather([_dask().submit(targets.square, number, pure=False) for number in range(count)]))


def executor_inflight_16():
    def use(count):
        threads = [threading.Thread(target=_submit_all, args=(_executor(), count // 16)) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    return _microseconds(10_000, use)


def _argument(length):
    data = bytes(length)
    return _each(200, lambda _: _pool().apply(len, (data,)))


def _result(length):
    return _each(200, lambda _: _pool().apply(bytes, (length,)))


def pool_64kib():
    return _argument(64 << 10)


def pool_64kib_result():
    return _result(64 << 10)


def pool_1mib():
    return _argument(MIB)


def pool_1mib_result():
    return _result(MIB)


def pool_cpu_primes():
    return _milliseconds(lambda: _pool().map(targets.count_primes, [(number * 1000, 1000) for number in range(2000)]))


def pool_cpu_mandelbrot():
    return _milliseconds(lambda: _pool().map(targets.mandelbrot_line, [(line, 1440, 1080) for line in range(1080)]))


def _first_result(method):
    start = time.monotonic_ns()
    pool = multiprocessing.get_context(method).Pool(2)
    pool.apply(targets.square, (2,))
    figure = (time.monotonic_ns() - start) / 1e6
    pool.terminate()
    pool.join()
    return figure


def pool_first_result_spawn():
    return _first_result("spawn")


def pool_first_result_fork():
    return _first_result("fork")
