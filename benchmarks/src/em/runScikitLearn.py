"""One timed run of scikit-learn's GaussianMixture on the same samples and from the same start."""
import json
import resource
import sys
import time
import warnings

import numpy as np
from sklearn.mixture import GaussianMixture

warnings.filterwarnings("ignore")
request = json.load(sys.stdin)
case, start, iterations = request["emCase"], request["start"], request["iterations"]
K, kind = case["components"], case["covarianceType"]
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
X = np.fromfile(request["dataPath"]).reshape(case["rows"], case["columns"])
precisions = np.array(start["precisions"])
precisions_init = {
    "full": np.stack([np.diag(precisions)] * K),
    "tied": np.diag(precisions),
    "diag": np.stack([precisions] * K),
    "spherical": np.full(K, 1 / np.mean(1 / precisions)),
}[kind]


def fit(max_iter):
    mixture = GaussianMixture(
        K, covariance_type=kind, tol=0, max_iter=max_iter, reg_covar=1e-6,
        weights_init=np.full(K, 1 / K), means_init=np.array(start["means"]), precisions_init=precisions_init,
    )
    begin = time.perf_counter()
    mixture.fit(X)
    return time.perf_counter() - begin, mixture


# The difference of two runs leaves out validation and the E-step after the last iteration.
short, _ = fit(1)
long, mixture = fit(iterations + 1)
json.dump(
    {
        "millisecondsPerIteration": 1000 * (long - short) / iterations,
        # The bound of scikit-learn belongs to the parameters before its last M-step.
        "meanLogLikelihood": float(mixture.lower_bound_),
        "peakBytes": 1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before),
    },
    sys.stdout,
)
