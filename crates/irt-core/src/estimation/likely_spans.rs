//! Where on the ability scale the highest maximum can lie, seen from the likelihood at the nodes of the grid.
//!
//! The posterior holds the likelihood at every node anyway, and the items bound how much it can bend in between. A few
//! comparisons therefore exclude most of the scale before the objective, a sum over all answers, is computed once. What
//! is left out is proved to be lower; what is kept need not hold a maximum.

use super::bounds::Bounds;
use super::chord::most_between;
use super::grid::Grid;
use super::objective::{AddedPart, Objective};
use super::posterior::Posterior;
use super::score_equation::ScoreEquation;

/// More separate spans than this are not worth separate searches.
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
    /// A cell is left out when the most that the objective can reach in it ([`most_between`]) falls short of the value
    /// at the best node.
    pub(crate) fn new(
        equation: &ScoreEquation<'_>,
        interval: Bounds,
        grid: &Grid,
        posterior: &Posterior,
    ) -> Option<Self> {
        let limits = equation.pattern.limits();
        let (added, stray) = match equation.objective.added_part() {
            AddedPart::Parabola { curvature } => (curvature, 0.0),
            AddedPart::BoundedSlope => (0.0, limits.warm),
            AddedPart::Unbounded => return None,
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
            if most_between(left, right, nodes[node + 1] - nodes[node], self.curvature) + self.stray * distance
                >= enough
            {
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
        self.posterior.log_likelihood(node) + self.objective.added_parabola(self.grid.nodes[node])
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
}
