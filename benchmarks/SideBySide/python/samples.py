"""One function a sample; each gives its figure in the row's unit."""
import multiprocessing
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
