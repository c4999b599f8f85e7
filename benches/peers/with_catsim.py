"""The workload with catsim: prints the processor seconds of the simulation by itself, and the RMSE.

Argument: `ml`, the estimator that catsim has, or `eap`, one written for it here.
"""

import sys
import time

import numpy
from catsim.estimation import BaseEstimator, NumericalSearchEstimator
from catsim.initialization import FixedPointInitializer
from catsim.item_bank import ItemBank
from catsim.selection import MaxInfoSelector
from catsim.simulation import Simulator
from catsim.stopping import TestLengthStopper

import workload


class Eap(BaseEstimator):
    """EAP with a standard normal prior on 33 nodes from -4 to 4."""

    def __init__(self):
        super().__init__()
        self.nodes = numpy.linspace(-4.0, 4.0, 33)
        self.prior = numpy.exp(-0.5 * self.nodes**2)
        self.prior[[0, -1]] *= 0.5

    def estimate(self, index=None, item_bank=None, administered_items=None, response_vector=None, est_theta=None):
        """The mean of the posterior."""
        items = self.simulator.item_bank.get_items(self.simulator.administered_items[index])
        a, b, c, d = (items[:, [column]] for column in range(4))
        right = numpy.array(self.simulator.response_vectors[index])[:, numpy.newaxis]
        probability = c + (d - c) / (1.0 + numpy.exp(-a * (self.nodes - b)))
        weight = self.prior * numpy.where(right, probability, 1.0 - probability).prod(axis=0)
        return float((self.nodes * weight).sum() / weight.sum())


def main():
    """Simulates once."""
    items = ItemBank(numpy.array([(a, b, c, 1.0) for a, b, c in workload.bank()]))
    simulator = Simulator(
        items,
        numpy.array(workload.thetas()),
        FixedPointInitializer(0.0),
        MaxInfoSelector(),
        {"ml": NumericalSearchEstimator, "eap": Eap}[sys.argv[1]](),
        TestLengthStopper(max_items=workload.ITEMS),
        seed=workload.SEED,
    )
    start = time.process_time()
    simulator.simulate()
    seconds = time.process_time() - start
    if {len(test) for test in simulator.administered_items} != {workload.ITEMS}:
        sys.exit("the tests of catsim do not have the length of the workload")
    print(seconds, simulator.rmse)


if __name__ == "__main__":
    main()
