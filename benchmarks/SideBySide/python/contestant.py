"""Takes the sample named by the first argument for each line "run", and prints its figure."""
import sys


def main():
    import multiprocessing
    import samples

    multiprocessing.get_context("forkserver").set_forkserver_preload(["targets"])
    sample = getattr(samples, sys.argv[1])
    while sys.stdin.readline().strip() == "run":
        print(sample(), flush=True)


if __name__ == "__main__":
    main()
