"""What the child processes run; importable, as spawn needs it."""
import time


def nothing():
    pass


def first_line(connection):
    now = time.monotonic_ns()
    connection.send(now)


def echo(connection):
    connection.send_bytes(connection.recv_bytes())
