"""Answers each line, "check", "size", "write N", "read N" or "run", with one figure; the first argument names the row."""
import sys
import time

import samples


def first():
    value = samples.value_record()
    start = time.perf_counter_ns()
    import pickle
    result = pickle.loads(pickle.dumps(value, 5))
    elapsed = time.perf_counter_ns() - start
    assert result == value
    return elapsed


def each(function, argument, count):
    start = time.perf_counter_ns()
    for _ in range(count):
        function(argument)
    return (time.perf_counter_ns() - start) / count


def main():
    if sys.argv[1] == "first":
        sys.stdin.readline()
        print(first(), flush=True)
        return

    import pickle
    row = sys.argv[1].replace("-", "_")
    value = getattr(samples, row)()
    written = pickle.dumps(value, 5)
    same = samples.is_same_graph if row == "value_graph" else lambda sent, received: sent == received
    for line in sys.stdin:
        words = line.split()
        if words[0] == "check":
            print(int(same(value, pickle.loads(written))), flush=True)
        elif words[0] == "size":
            print(len(written), flush=True)
        elif words[0] == "write":
            print(each(lambda it: pickle.dumps(it, 5), value, int(words[1])), flush=True)
        else:
            print(each(pickle.loads, written, int(words[1])), flush=True)


if __name__ == "__main__":
    main()
