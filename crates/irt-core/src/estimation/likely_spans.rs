//! Where on the ability scale the highest maximum can lie, seen from the likelihood at the nodes of the grid.

use super::score_equation::{Objective, ScoreEquation};
use super::{Grid, Posterior};
use crate::Bounds;

/// More separate spans than this are not worth the trouble.
const MAX_SPANS: usize = 4;

/// Parts of an interval that contain every point where an objective is highest.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LikelySpans {
    spans: [(f64, f64); MAX_SPANS],
    count: usize,
    /// Near the highest maximum, usually.
    pub(crate) guess: f64,
}

/// The objective of MLE or MAP at the nodes; for WLE the log-likelihood, and how far the objective can stray from it.
struct NodeObjective<'a> {
    grid: &'a Grid,
    posterior: &'a Posterior,
    objective: Objective,
    /// The second derivative is nowhere below minus this.
    curvature: f64,
    /// The objective strays no more than this per unit of theta from what is known at the nodes.
    stray: f64,
}

impl LikelySpans {
    /// `None` when the grid does not tell: it does not cover the interval, or the objective is not known there.
    ///
    /// A function whose second derivative is nowhere below `-B` lies, between two nodes, below their chord plus
    /// `B / 2` times the product of the distances to them. A cell is left out when that falls short of the value
    /// reached at a node.
    pub(crate) fn new(
        equation: &ScoreEquation<'_>,
        interval: Bounds,
        grid: &Grid,
        posterior: &Posterior,
    ) -> Option<Self> {
        let limits = equation.pattern.limits();
        let (added, stray) = match equation.objective {
            Objective::Likelihood => (0.0, 0.0),
            Objective::Normal { sd, .. } => (1.0 / (sd * sd), 0.0),
            Objective::Warm => (0.0, limits.warm),
            Objective::Jeffreys | Objective::Robust(_) => return None,
        };
        let (objective, curvature) = (equation.objective, limits.curvature + added);
        NodeObjective { grid, posterior, objective, curvature, stray }.spans(interval)
    }

    pub(crate) fn as_slice(&self) -> &[(f64, f64)] {
        &self.spans[..self.count]
    }

    /// Adds a cell to the right of all those added; false when there is no room.
    fn add(&mut self, (left, right): (f64, f64)) -> bool {
        match self.spans[..self.count].last_mut() {
            Some(last) if last.1 == left => last.1 = right,
            _ if self.count == MAX_SPANS => return false,
            _ => {
                self.spans[self.count] = (left, right);
                self.count += 1;
            }
        }
        true
    }
}

impl NodeObjective<'_> {
    fn spans(&self, interval: Bounds) -> Option<LikelySpans> {
        let nodes = &self.grid.nodes;
        let first = nodes.partition_point(|node| *node <= interval.lower()).checked_sub(1)?;
        let last = nodes.partition_point(|node| *node < interval.upper());
        if last >= nodes.len() || !self.stray.is_finite() {
            return None;
        }
        let (best, highest) = self.best(first, last, interval)?;
        let enough = highest - 1e-9 - 1e-12 * highest.abs();
        let mut spans = LikelySpans { spans: [(0.0, 0.0); MAX_SPANS], count: 0, guess: self.guess(best) };
        let mut left = self.value(first);
        for node in first..last {
            let right = self.value(node + 1);
            let distance = (nodes[node] - nodes[best]).abs().max((nodes[node + 1] - nodes[best]).abs());
            if self.bound(node, left, right) + self.stray * distance >= enough {
                let cell = (nodes[node].max(interval.lower()), nodes[node + 1].min(interval.upper()));
                if !spans.add(cell) {
                    return None;
                }
            }
            left = right;
        }
        Some(spans)
    }

    /// The objective at a node.
    fn value(&self, node: usize) -> f64 {
        let log_likelihood = self.posterior.log_likelihood(node);
        match self.objective {
            Objective::Normal { mean, sd } => log_likelihood - 0.5 * ((self.grid.nodes[node] - mean) / sd).powi(2),
            Objective::Likelihood | Objective::Jeffreys | Objective::Warm | Objective::Robust(_) => log_likelihood,
        }
    }

    /// The best node within the interval, and the value there.
    fn best(&self, first: usize, last: usize, interval: Bounds) -> Option<(usize, f64)> {
        let inside = (first..=last).filter(|node| interval.contains(self.grid.nodes[*node]));
        inside.map(|node| (node, self.value(node))).max_by(|left, right| left.1.total_cmp(&right.1))
    }

    /// The top of the parabola through a node and its neighbours.
    fn guess(&self, node: usize) -> f64 {
        let nodes = &self.grid.nodes;
        if node == 0 || node + 1 >= nodes.len() {
            return nodes[node];
        }
        let [left, middle, right] = [node - 1, node, node + 1].map(|node| self.value(node));
        let (slope, turn) = (right - left, left - 2.0 * middle + right);
        let half_width = 0.5 * (nodes[node + 1] - nodes[node]);
        if turn < 0.0 { nodes[node] - half_width * (slope / turn).clamp(-1.0, 1.0) } else { nodes[node] }
    }

    /// The most that the objective can reach between a node and the next, given its values at them.
    fn bound(&self, node: usize, left: f64, right: f64) -> f64 {
        let width = self.grid.nodes[node + 1] - self.grid.nodes[node];
        let (rise, arch) = ((left - right).abs(), 0.5 * self.curvature * width * width);
        // The arch over the chord has its top inside the cell only when the chord is not too steep.
        let excess = if rise < arch { (arch - rise).powi(2) / (4.0 * arch) } else { 0.0 };
        left.max(right) + excess
    }
}
