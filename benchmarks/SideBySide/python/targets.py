"""What the child processes run; importable, as spawn needs it."""
import collections
import time
from multiprocessing.connection import Client


def nothing():
    pass


def first_line(connection):
    now = time.monotonic_ns()
    connection.send(now)


def echo(connection):
    connection.send_bytes(connection.recv_bytes())


# Long enough for the other side to sleep; in nanoseconds.
UNTIL_PARKED = 100_000


def side(target, number, count, barrier, times, *arguments):
    barrier.wait()
    begin = time.monotonic_ns()
    target(number, count, *arguments)
    times.put((begin, time.monotonic_ns()))


def use_lock(number, count, lock):
    for _ in range(count):
        lock.acquire()
        lock.release()


def pass_permits(number, count, ends):
    mine, other = ends[number], ends[1 - number]
    for _ in range(count):
        if number == 0:
            other.release()
        mine.acquire()
        if number == 1:
            other.release()


def _let_park():
    start = time.monotonic_ns()
    while time.monotonic_ns() - start < UNTIL_PARKED:
        pass


def pass_permits_parked(number, count, ends):
    mine, other = ends[number], ends[1 - number]
    for _ in range(count):
        if number == 1:
            mine.acquire()
        _let_park()
        other.release()
        if number == 0:
            mine.acquire()


def wake_by_events(number, count, ends):
    mine, other = ends[number], ends[1 - number]
    for _ in range(count):
        if number == 1:
            mine.wait()
            mine.clear()
        _let_park()
        other.set()
        if number == 0:
            mine.wait()
            mine.clear()


def count_up(number, count, value):
    for _ in range(count):
        with value.get_lock():
            value.value += 1


def send_numbers_back(number, count, ends):
    end = ends[number]
    for item in range(count):
        if number == 0:
            end.send(item)
        end.recv()
        if number == 1:
            end.send(item)


def send_numbers_back_parked(number, count, ends):
    end = ends[number]
    for item in range(count):
        if number == 1:
            end.recv()
        _let_park()
        end.send(item)
        if number == 0:
            end.recv()


def send_bytes_back(number, count, ends, length):
    end, buffer = ends[number], bytearray(length)
    for _ in range(count):
        if number == 0:
            end.send_bytes(buffer)
        end.recv_bytes_into(buffer)
        if number == 1:
            end.send_bytes(buffer)


def send_one_way(number, count, ends, length):
    end, buffer = ends[number], bytearray(length)
    for _ in range(count):
        if number == 0:
            end.send_bytes(buffer)
        else:
            end.recv_bytes_into(buffer)


Order = collections.namedtuple("Order", ["number", "customer", "price"])


def use_queue(number, count, queue, producers, consumers, item):
    """Each of the larger side has count items, the other side shares them out."""
    total = count * max(producers, consumers)
    if number < producers:
        for _ in range(total // producers):
            queue.put(item)
    else:
        for _ in range(total // consumers):
            queue.get()


def call_back(number, count, listener):
    connection = listener.accept() if number == 0 else Client(listener.address, authkey=b"known to both")
    buffer = bytearray(8)
    for _ in range(count):
        if number == 0:
            connection.send_bytes(buffer)
        connection.recv_bytes_into(buffer)
        if number == 1:
            connection.send_bytes(buffer)
    connection.close()


def square(number):
    return number * number


def count_primes(numbers):
    first, count = numbers
    return sum(number > 1 and all(number % divisor for divisor in range(2, int(number**0.5) + 1)) for number in range(first, first + count))


def mandelbrot_line(where):
    line, width, height = where
    steps = []
    imaginary = 2.4 * line / height - 1.2
    for column in range(width):
        point, number, step = 0j, complex(3.2 * column / width - 2.2, imaginary), 0
        while step < 500 and abs(point) < 2:
            point = point * point + number
            step += 1
        steps.append(step)
    return steps


Person = collections.namedtuple("Person", "name age")
DICT_STRIDE = 7919


def get_numbers(number, count, numbers, keys):
    key = 0
    for _ in range(count):
        key = (key + DICT_STRIDE) % keys
        numbers[key]


def set_numbers(number, count, numbers, keys):
    key = 0
    for _ in range(count):
        key = (key + DICT_STRIDE) % keys
        numbers[key] = count


def add_numbers(number, count, numbers):
    for key in range(count):
        numbers[key] = key


def get_people(number, count, people, keys):
    key = 0
    for _ in range(count):
        key = (key + DICT_STRIDE) % keys
        people[f"person {key}"]


def set_people(number, count, people, keys):
    key = 0
    person = Person("somebody", 30)
    for _ in range(count):
        key = (key + DICT_STRIDE) % keys
        people[f"person {key}"] = person
