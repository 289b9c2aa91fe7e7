#!/usr/bin/python3
"""headroom-mpi: the same answer and the same bytes by any number of ranks.  Skipped where it was not built."""
import os
import shutil
import signal
import subprocess
import time
import unittest

from command import HEADROOM, Case, small

MPI = HEADROOM + "-mpi"
MPIRUN = shutil.which("mpirun")
# As root, on fewer cores than ranks, in a container, without ssh (facts of Open MPI 4).
OPEN_MPI = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OMPI_MCA_plm_rsh_agent": "false",
            "OMPI_MCA_rmaps_base_oversubscribe": "1", "OMPI_MCA_btl_vader_single_copy_mechanism": "none",
            "OMPI_MCA_btl": "self,vader"}
LEAKS = {"ASAN_OPTIONS": "detect_leaks=0"}  # MPI keeps some memory for ever


def mpirun_works():
    if not (MPIRUN and os.access(MPI, os.X_OK)):
        return False
    try:
        done = subprocess.run([MPIRUN, "-n", "2", "true"], env=dict(os.environ, **OPEN_MPI), capture_output=True, timeout=60)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


class Ranks(Case):
    def by(self, ranks, *words):
        done = subprocess.run([MPIRUN, "-n", str(ranks), MPI, *words], cwd=self.dir, capture_output=True, text=True,
                              env=self.environment(**OPEN_MPI, **LEAKS), timeout=300)
        return done.returncode, done.stdout, done.stderr

    def test_any_number_of_ranks_says_the_same(self):
        self.write("s.cfg", small('"p99(client.callers.latency) < 0.3 s"', more="concurrency_limit = 9;"))
        for words in (["run", "s.cfg", "--requests", "5"], ["sweep", "s.cfg", "-r", "2", "--vary", "http.partner.latency=50,60,70 ms"],
                      ["compare", "s.cfg", "--set", "http.partner.concurrency_limit=5"], ["run", "s.cfg", "--precision", "10 %"],
                      ["grow", "s.cfg", "-r", "2", "--up-to", "5"]):
            whole = self.run_it(*words, "-o", "here.h5", "-q")
            with open(os.path.join(self.dir, "here.h5"), "rb") as file:
                expected = file.read()
            for ranks in (1, 3):
                with self.subTest(words=words, ranks=ranks):
                    code, out, err = self.by(ranks, *words, "-o", "there.h5", "-q")
                    self.assertEqual((code, out.replace("there.h5", "here.h5")), (whole.code, whole.out), err)
                    with open(os.path.join(self.dir, "there.h5"), "rb") as file:
                        self.assertEqual(file.read(), expected)

    def test_mistakes_are_told_once(self):
        code, out, err = self.by(3, "run", "nowhere.cfg")
        self.assertEqual((code, out), (1, ""))
        self.assertEqual(err.count("nowhere.cfg: error: cannot be read: No such file or directory\n"), 1)

    def test_after_a_kill_it_goes_on_without_ranks(self):
        self.write("s.cfg", small('"p99(client.callers.latency) < 1 s"').replace("20/s", "400/s"))
        words = ["sweep", "s.cfg", "-r", "3", "--vary", "http.partner.latency=50,60,70,80 ms", "-q", "-o"]
        running = subprocess.Popen([MPIRUN, "-n", "3", MPI, *words, "cut.h5"], cwd=self.dir, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, env=self.environment(**OPEN_MPI, **LEAKS), start_new_session=True)
        path = os.path.join(self.dir, "cut.h5.journal")
        while running.poll() is None and not (os.path.exists(path) and os.path.getsize(path) > 40000):
            time.sleep(0.01)
        os.killpg(running.pid, signal.SIGKILL)
        running.wait(timeout=60)
        for _ in range(100):  # the ranks notice that mpirun is gone
            if self.run_it(*words, "cut.h5", "--resume").code == 0:
                break
            time.sleep(0.1)
        self.run_it(*words, "whole.h5")
        with open(os.path.join(self.dir, "cut.h5"), "rb") as cut, open(os.path.join(self.dir, "whole.h5"), "rb") as whole:
            self.assertEqual(cut.read(), whole.read())


if __name__ == "__main__":
    if not mpirun_works():
        print("skipped: no headroom-mpi here, or mpirun does not work")
        raise SystemExit(77)
    unittest.main()
