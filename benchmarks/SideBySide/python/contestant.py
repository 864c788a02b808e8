"""Takes the sample named by the first argument for each line "run", and prints its figure. Says first whether it can."""
import sys


def main():
    import multiprocessing
    import samples
    import pool_samples

    multiprocessing.get_context("forkserver").set_forkserver_preload(["targets"])
    name = sys.argv[1]
    if not pool_samples.has_what_it_needs(name):
        return
    sample = getattr(samples, name, None) or getattr(pool_samples, name)
    print("ready", flush=True)
    while sys.stdin.readline().strip() == "run":
        print(sample(), flush=True)
    pool_samples.end()


if __name__ == "__main__":
    main()
