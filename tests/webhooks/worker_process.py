"""The worker, whole, on a test's database, with a short look for jobs of workers that died.

python -m tests.webhooks.worker_process
"""

from __future__ import annotations

from datetime import timedelta


def main() -> None:
    """Run the worker with waits of a test."""
    from vethanam.cli import boot

    boot("worker")
    from vethanam.site import worker
    from vethanam.webhooks import deliveries, tasks

    worker.PAUSE_SECONDS, worker.JOBS_SECONDS = 0.05, 0.2
    worker._HEARTBEAT_SECONDS, worker._SWEEP_SECONDS, worker._LOST_AFTER_SECONDS = 0.2, 0.3, 2.0
    deliveries.WAITS = (timedelta(seconds=0.1),) * 10
    tasks._LOST_AFTER = timedelta(seconds=2)
    worker.run_worker()


if __name__ == "__main__":
    main()
