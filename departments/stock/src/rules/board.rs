//! The peg board: who holds what, and how holders may change places without harm.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use kernel::{Day, DemandId, Quantity, SupplyId};

use super::{Allocation, Change, Piece, Pool, Supply};

/// Someone who holds goods: an existing demand or the new line, with the last day that still does.
///
/// A line at risk stands here twice: for what it holds in time and for what it holds late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Holder {
    pub demand: Option<DemandId>,
    pub latest: Day,
}

/// Which goods are taken first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum First {
    Earliest,
    Latest,
}

/// Supplies with what is free on them, and every hold.
#[derive(Debug, Clone, Default)]
pub(super) struct Board {
    supplies: Vec<Supply>,
    free: BTreeMap<SupplyId, i64>,
    held: BTreeMap<(SupplyId, Holder), i64>,
}

/// How a supply was reached: who wants it, and which supply that one gives up for it.
type Steps = BTreeMap<SupplyId, (Holder, Option<SupplyId>)>;

impl Board {
    /// A board on which nothing is held yet.
    pub fn of_supplies(supplies: &[Supply]) -> Self {
        let mut sorted = supplies.to_vec();
        sorted.sort_by_key(|supply| (supply.available_on, supply.supply));
        let free = |supply: &Supply| (supply.supply, supply.quantity.thousandths().max(0));
        Self { free: sorted.iter().map(free).collect(), supplies: sorted, held: BTreeMap::new() }
    }

    /// The board as the pool's allocations stand.
    pub fn of_pool(pool: &Pool) -> Self {
        let mut board = Self::of_supplies(&pool.supplies);
        let dues: BTreeMap<DemandId, Day> = pool.demands.iter().map(|demand| (demand.demand, demand.due)).collect();
        for Allocation { demand, supply, quantity } in &pool.allocations {
            let (Some(due), Some(day)) = (dues.get(demand), board.day_of(*supply)) else {
                continue;
            };
            let holder = Holder { demand: Some(*demand), latest: day.max(*due) };
            board.hold(holder, *supply, quantity.thousandths());
        }
        board
    }

    /// The day a supply comes, if it is on the board.
    pub fn day_of(&self, supply: SupplyId) -> Option<Day> {
        self.supplies.iter().find(|known| known.supply == supply).map(|known| known.available_on)
    }

    /// Holds up to a quantity of what is free on one supply; answers how much it got.
    pub fn hold(&mut self, holder: Holder, supply: SupplyId, quantity: i64) -> i64 {
        let Some(free) = self.free.get_mut(&supply) else { return 0 };
        let got = quantity.min(*free).max(0);
        *free -= got;
        self.give(holder, supply, got);
        got
    }

    /// Takes up to `need` of goods in time for the holder; others change places where they must.
    ///
    /// Every step is a shortest one, so free goods come first and as few holds as can be change.
    /// Nobody loses a thousandth and nobody's goods come after his own last day.
    pub fn draw(&mut self, holder: Holder, need: i64, first: First) -> i64 {
        let mut taken = 0;
        while taken < need {
            let Some((found, steps)) = self.shortest_way(holder, first) else { break };
            taken += self.change_places(found, &steps, need - taken);
        }
        taken
    }

    /// As [`Board::draw`], but takes free goods only.
    pub fn draw_free(&mut self, holder: Holder, need: i64, first: First) -> i64 {
        let mut taken = 0;
        for supply in self.in_time(holder.latest, first) {
            taken += self.hold(holder, supply, need - taken);
        }
        taken
    }

    /// What the new line holds, in the order of supply.
    pub fn pieces_of_the_new_line(&self) -> Vec<Piece> {
        let held = self.totals();
        let piece = |supply: &Supply| {
            let quantity = held.get(&(None, supply.supply))?;
            Some(Piece {
                supply: supply.supply,
                source: supply.source,
                available_on: supply.available_on,
                quantity: Quantity::from_thousandths(*quantity),
            })
        };
        self.supplies.iter().filter_map(piece).collect()
    }

    /// What the existing demands hold.
    pub fn allocations(&self) -> Vec<Allocation> {
        let allocation = |((demand, supply), quantity): ((Option<DemandId>, SupplyId), i64)| {
            let quantity = Quantity::from_thousandths(quantity);
            Some(Allocation { demand: demand?, supply, quantity })
        };
        self.totals().into_iter().filter_map(allocation).collect()
    }

    /// What changes for the existing demands against how the allocations stood.
    pub fn changes_since(&self, before: &[Allocation]) -> Vec<Change> {
        let mut deltas: BTreeMap<(DemandId, SupplyId), i64> = BTreeMap::new();
        for now in self.allocations() {
            *deltas.entry((now.demand, now.supply)).or_default() += now.quantity.thousandths();
        }
        for old in before {
            *deltas.entry((old.demand, old.supply)).or_default() -= old.quantity.thousandths();
        }
        deltas.retain(|_, delta| *delta != 0);
        let change = |((demand, supply), delta)| Change { demand, supply, delta: Quantity::from_thousandths(delta) };
        deltas.into_iter().map(change).collect()
    }

    fn totals(&self) -> BTreeMap<(Option<DemandId>, SupplyId), i64> {
        let mut totals = BTreeMap::new();
        for ((supply, holder), quantity) in &self.held {
            *totals.entry((holder.demand, *supply)).or_default() += quantity;
        }
        totals
    }

    fn in_time(&self, latest: Day, first: First) -> Vec<SupplyId> {
        let in_time = self.supplies.iter().filter(|supply| supply.available_on <= latest);
        let mut ids: Vec<SupplyId> = in_time.map(|supply| supply.supply).collect();
        if first == First::Latest {
            ids.reverse();
        }
        ids
    }

    /// Breadth first: a free supply at once, else one freed by a holder who can take another.
    fn shortest_way(&self, holder: Holder, first: First) -> Option<(SupplyId, Steps)> {
        let mut steps = Steps::new();
        let mut seen = BTreeSet::from([holder]);
        let mut queue = VecDeque::from([(holder, None)]);
        while let Some((wants, gives_up)) = queue.pop_front() {
            for supply in self.in_time(wants.latest, first) {
                if steps.contains_key(&supply) {
                    continue;
                }
                steps.insert(supply, (wants, gives_up));
                if self.free.get(&supply).is_some_and(|free| *free > 0) {
                    return Some((supply, steps));
                }
                for other in self.holders_of(supply) {
                    if seen.insert(other) {
                        queue.push_back((other, Some(supply)));
                    }
                }
            }
        }
        None
    }

    fn holders_of(&self, supply: SupplyId) -> impl Iterator<Item = Holder> {
        let first = Holder { demand: None, latest: Day::from_days(i32::MIN) };
        self.held
            .range((supply, first)..)
            .take_while(move |((held, _), _)| *held == supply)
            .map(|((_, holder), _)| *holder)
    }

    /// Walks the way back from the free supply: each takes the one and gives up the other.
    fn change_places(&mut self, found: SupplyId, steps: &Steps, need: i64) -> i64 {
        let mut moved = need.min(self.free.get(&found).copied().unwrap_or(0));
        for (holder, given_up) in way_back(found, steps) {
            if let Some(given_up) = given_up {
                moved = moved.min(self.held.get(&(given_up, holder)).copied().unwrap_or(0));
            }
        }
        let mut takes = found;
        for (holder, given_up) in way_back(found, steps) {
            self.give(holder, takes, moved);
            if let Some(given_up) = given_up {
                self.give(holder, given_up, -moved);
                takes = given_up;
            }
        }
        if let Some(free) = self.free.get_mut(&found) {
            *free -= moved;
        }
        moved
    }

    fn give(&mut self, holder: Holder, supply: SupplyId, quantity: i64) {
        let held = self.held.entry((supply, holder)).or_default();
        *held += quantity;
        if *held == 0 {
            self.held.remove(&(supply, holder));
        }
    }
}

fn way_back(found: SupplyId, steps: &Steps) -> Vec<(Holder, Option<SupplyId>)> {
    let mut way = Vec::new();
    let mut supply = Some(found);
    while let Some((holder, given_up)) = supply.and_then(|supply| steps.get(&supply)) {
        way.push((*holder, *given_up));
        supply = *given_up;
    }
    way
}
