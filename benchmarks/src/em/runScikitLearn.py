"""One timed run of scikit-learn's GaussianMixture on the same samples."""
import json
import resource
import sys
import time
import warnings

import numpy as np
from sklearn.mixture import GaussianMixture
from threadpoolctl import threadpool_info

warnings.filterwarnings("ignore")
request = json.load(sys.stdin)
case, task = request["emCase"], request["task"]
K, kind = case["components"], case["covarianceType"]
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
X = np.fromfile(request["dataPath"]).reshape(case["rows"], case["columns"])


def timed(mixture):
    begin = time.perf_counter()
    mixture.fit(X)
    return 1000 * (time.perf_counter() - begin), mixture


def from_start(max_iter):
    start = task["start"]
    precisions = np.array(start["precisions"])
    precisions_init = {
        "full": np.stack([np.diag(precisions)] * K),
        "tied": np.diag(precisions),
        "diag": np.stack([precisions] * K),
        "spherical": np.full(K, 1 / np.mean(1 / precisions)),
    }[kind]
    return timed(GaussianMixture(
        K, covariance_type=kind, tol=0, max_iter=max_iter, reg_covar=1e-6,
        weights_init=np.full(K, 1 / K), means_init=np.array(start["means"]), precisions_init=precisions_init,
    ))


if task["kind"] == "iterations":
    # The difference of two runs leaves out validation and the E-step after the last iteration.
    short, _ = from_start(1)
    long, mixture = from_start(task["iterations"] + 1)
    milliseconds = (long - short) / task["iterations"]
    # The bound of scikit-learn belongs to the parameters before its last M-step.
    log_likelihood = mixture.lower_bound_
else:
    peer = task["peer"]
    # As long as Mixtura fits.
    end = time.perf_counter() + 2
    while True:
        GaussianMixture(K, covariance_type=kind).fit(X[:20000])
        if time.perf_counter() >= end:
            break
    GaussianMixture(K, covariance_type=kind, max_iter=2).fit(X)
    milliseconds, mixture = timed(GaussianMixture(
        K, covariance_type=kind, random_state=task["seed"], n_init=peer["starts"], tol=peer["tolerance"],
        max_iter=100 if peer["tolerance"] == 1e-3 else 10000,
    ))
    log_likelihood = mixture.score(X)
json.dump(
    {
        "milliseconds": milliseconds,
        "meanLogLikelihood": float(log_likelihood),
        "peakBytes": 1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before),
        "threadPools": [
            {
                "library": pool["internal_api"],
                "version": pool["version"],
                "architecture": pool.get("architecture"),
                "threads": pool["num_threads"],
            }
            for pool in threadpool_info()
        ],
    },
    sys.stdout,
)
