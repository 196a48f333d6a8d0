//! Every timed job of the company on one page.

use std::time::Duration;

use house::{House, Visit};
use i18n::Lang;
use kernel::{Actor, OrderId};
use store::{Fault, Stop};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);

/// Starts the followers and timed jobs of a server; they end when the house closes.
pub fn start(house: &House) {
    tokio::spawn(indexes(house.clone()));
    tokio::spawn(imports::keep(house.clone()));
    tokio::spawn(follow_settings(house.clone()));
    tokio::spawn(every(house.clone(), HOUR, forget));
    tokio::spawn(every(house.clone(), HOUR, overdue));
    tokio::spawn(every(house.clone(), MINUTE, reservations));
    tokio::spawn(every(house.clone(), MINUTE, write_seen));
    tokio::spawn(every(house.clone(), MINUTE, forgotten_calls));
}

/// Names of clients first, because a call waits for them: items are read when those can be found, or after a while.
async fn indexes(house: House) {
    const WAITS: Duration = Duration::from_secs(30);
    let (names, items) = (house.shared::<clients::NameIndex>(), house.shared::<catalogue::ItemIndex>());
    if let Some(names) = names {
        tokio::spawn(clients::names::keep(names.clone(), house.store().clone()));
        let ready = async {
            while !names.is_ready() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let _ = tokio::time::timeout(WAITS, ready).await;
    }
    if let Some(items) = items {
        catalogue::names::keep(items, house.store().clone()).await;
    }
}

/// Reads the settings again when another node (or the command line) changed them.
async fn follow_settings(house: House) {
    let mut seq = house.store().watch_seq();
    let mut closing = house.closing();
    let mut last = *seq.borrow_and_update();
    loop {
        tokio::select! {
            changed = seq.changed() => if changed.is_err() { return },
            _ = closing.changed() => return,
        }
        let from = last;
        match house.store().read(move |read| store::events_after(read, from, 1000)).await {
            Ok(happened) => {
                last = happened.last().map_or(last, |event| event.seq);
                if happened.iter().any(|event| event.entity == "seller")
                    && let Err(fault) = house.reload_settings().await
                {
                    tracing::warn!(error = %fault, "settings could not be read again");
                }
            }
            Err(fault) => {
                tracing::warn!(error = %fault, "the event log could not be followed; trying at the next change")
            }
        }
    }
}

/// Does a job at once and again after every pause, until the house closes. What fails is told by the job itself and is
/// tried again at the next turn.
async fn every<J: Future<Output = ()>>(house: House, pause: Duration, job: impl Fn(House) -> J) {
    let mut closing = house.closing();
    let mut turns = tokio::time::interval(pause);
    loop {
        tokio::select! {
            _ = turns.tick() => {}
            _ = closing.changed() => return,
        }
        job(house.clone()).await;
    }
}

fn by_itself(house: &House) -> Visit {
    Visit::system(house.store().now(), house.settings().zone.clone(), Lang::default())
}

/// Forgets answers kept for replay longer than a day, old sign-ins and old files of imports.
async fn forget(house: House) {
    let done: Result<u64, Stop<std::convert::Infallible>> = house
        .store()
        .write(Actor::System, |tx| {
            access::forget_old(tx)?;
            imports::forget_old_files(tx)?;
            Ok(store::forget_old_answers(tx)?)
        })
        .await;
    if let Err(Stop::Fault(fault)) = done {
        tracing::warn!(error = %fault, "old answers could not be forgotten");
    }
}

/// Arrivals whose day has passed put what rests on them at risk, item by item in short units.
async fn overdue(house: House) {
    let mut after = None;
    loop {
        let visit = by_itself(&house);
        let settled: Result<_, Stop<std::convert::Infallible>> =
            house.store().write(Actor::System, move |tx| Ok(orders::settle_overdue(tx, &visit, after)?)).await;
        match settled {
            Ok(None) => return,
            Ok(last) => after = last,
            Err(Stop::Fault(fault)) => {
                tracing::warn!(error = %fault, "overdue arrivals could not be settled");
                return;
            }
            Err(Stop::Refused(never)) => match never {},
        }
    }
}

/// Reservations that nobody confirmed in time let their goods go, each in a unit of its own.
async fn reservations(house: House) {
    if let Err(fault) = run_out(&house).await {
        tracing::warn!(error = %fault, "reservations that ran out could not be looked for");
    }
}

/// Lets every reservation go whose last day has passed; says how many this node let go.
///
/// One that can't be let go now is tried again at the next look and holds up no other.
pub async fn run_out(house: &House) -> Result<u64, Fault> {
    let visit = by_itself(house);
    let (mut after, mut done) = (OrderId::new(0), 0);
    loop {
        let within = visit.clone();
        let due = house.store().read(move |read| orders::to_run_out(read, &within, after)).await?;
        let Some(last) = due.last().copied() else { return Ok(done) };
        after = last;
        for order in due {
            let within = visit.clone();
            let gone: Result<bool, Stop<std::convert::Infallible>> =
                house.store().write(Actor::System, move |tx| Ok(orders::run_out(tx, &within, order)?)).await;
            match gone {
                Ok(gone) => done += u64::from(gone),
                Err(Stop::Fault(fault)) => {
                    tracing::warn!(order.id = %order, error = %fault, "the reservation of order {order} could not be let go");
                }
                Err(Stop::Refused(never)) => match never {},
            }
        }
    }
}

/// Writes which sessions and tokens were used.
async fn write_seen(house: House) {
    if let Err(fault) = house.write_seen().await {
        tracing::warn!(error = %fault, "the use of sessions could not be written");
    }
}

/// Calls of which the exchange told no end are over; a missed one is owed a call-back.
async fn forgotten_calls(house: House) {
    let visit = by_itself(&house);
    let done = house.store().write(Actor::System, move |tx| frontdesk::calls::end_forgotten(tx, &visit)).await;
    if let Err(stop) = done {
        tracing::warn!(?stop, "calls without an end could not be closed");
    }
}
