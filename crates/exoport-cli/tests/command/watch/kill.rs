//! Killed at any moment, a watch loses nothing and tells nothing that is not so.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{AT_ONCE, FAULT, WELL, Watch, lines, of_kind, text};

/// The same moments in every run of the tests, as far as the machine lets them be: SplitMix64.
struct Moments(u64);

impl Moments {
    /// A number of 0 to 1.
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) as f64 / u64::MAX as f64
    }

    /// Waits for a moment of something that takes so long: half of them anywhere, half of them in its
    /// last part, in which the state is written.
    fn wait(&mut self, length: Duration) {
        let part = match self.next() < 0.5 {
            true => self.next() * 1.1,
            false => 0.7 + self.next() * 0.4,
        };
        thread::sleep(length.mul_f64(part));
    }
}

/// SIGKILL, or its like; gives what was written before.
fn kill(mut child: Child) -> String {
    let _ = child.kill();
    let mut stdout = String::new();
    let mut pipe = child.stdout.take().expect("piped");
    pipe.read_to_string(&mut stdout).expect("UTF-8");
    child.wait().expect("ended");
    stdout
}

/// What must not get lost: per scenario its result and since when, per server what is known of it.
fn memory(state: &Value) -> BTreeMap<String, Value> {
    let mut memory = BTreeMap::new();
    for scenario in state["scenarios"].as_array().expect("scenarios") {
        let kept = serde_json::json!([scenario["result"], scenario["since"]]);
        memory.insert(scenario["scenario"].to_string(), kept);
    }
    for server in state["servers"].as_array().expect("servers") {
        let values = ["leaves", "chains", "sites"].map(|kind| server[kind][0]["value"].clone());
        memory.insert(
            format!("{}:{}", server["host"], server["port"]),
            values.to_vec().into(),
        );
    }
    memory
}

/// Holds the state against the one of before, after a kill on a healthy path.
fn nothing_is_lost(watch: &Watch, before: &mut Option<Value>) {
    let now = watch.state();
    if let Some(before) = &before {
        let now = now.as_ref().expect("a state does not go away");
        assert!(now["rounds"].as_u64() >= before["rounds"].as_u64());
        assert_eq!(memory(now), memory(before));
    }
    if let Some(now) = &now {
        assert_eq!((&now["schema"], &now["sequence"]), (&1.into(), &0.into()));
        assert_eq!(now["waiting"], serde_json::json!([]));
    }
    let damaged = watch
        .files()
        .into_iter()
        .find(|name| name.contains("damaged"));
    assert_eq!(damaged, None);
    *before = now;
}

#[test]
fn a_hundred_kills_of_single_rounds_lose_nothing_and_report_no_change() {
    let (watch, probe) = (Watch::new(), Watch::new());
    let started = Instant::now();
    assert_eq!(probe.run(WELL, &AT_ONCE).code, Some(0));
    let length = started.elapsed();
    let mut moments = Moments(4);
    let mut before = None;
    for _ in 0..100 {
        let child = watch.start(WELL, &AT_ONCE);
        moments.wait(length);
        assert_eq!(kill(child), "", "a false change");
        nothing_is_lost(&watch, &mut before);
    }
    // The lock is free, and what killed writers have left is gone.
    let last = watch.run(WELL, &AT_ONCE);
    assert_eq!(
        (last.code, last.stdout.as_str(), last.stderr.as_str()),
        (Some(0), "", "")
    );
    nothing_is_lost(&watch, &mut before);
    assert_eq!(watch.files(), ["state.json", "state.json.lock"]);
}

#[test]
fn kills_of_a_watch_with_an_interval_lose_nothing_and_report_no_change() {
    let watch = Watch::new();
    let mut arguments = AT_ONCE.to_vec();
    arguments.extend(["--interval", "1s", "--json"]);
    let mut moments = Moments(5);
    let mut before = None;
    for _ in 0..12 {
        let child = watch.start(WELL, &arguments);
        // Two rounds and the waiting between them.
        moments.wait(Duration::from_millis(1_300));
        let told = kill(child);
        // The last line may be torn: it was being written.
        let whole = &told[..told.rfind('\n').map_or(0, |end| end + 1)];
        assert_eq!(of_kind(&lines(whole), "change"), Vec::<Value>::new());
        nothing_is_lost(&watch, &mut before);
    }
    let last = watch.run(WELL, &AT_ONCE);
    assert_eq!(
        (last.code, last.stdout.as_str(), last.stderr.as_str()),
        (Some(0), "", "")
    );
    nothing_is_lost(&watch, &mut before);
}

/// Kills it when it has told a change, or when it has ended without one.
fn kill_at_the_change(mut child: Child) -> String {
    let mut output = BufReader::new(child.stdout.take().expect("piped"));
    let mut told = String::new();
    loop {
        let begin = told.len();
        let length = output.read_line(&mut told).expect("UTF-8");
        if length == 0 || told[begin..].contains("\"kind\":\"change\"") {
            let _ = child.kill();
            output.read_to_string(&mut told).expect("UTF-8");
            child.wait().expect("ended");
            return told;
        }
    }
}

/// Kills it when its state has been saved, or when it has ended.
fn kill_at_the_state(watch: &Watch, mut child: Child) -> String {
    let before = fs::read(watch.state_path()).ok();
    loop {
        let ended = child.try_wait().expect("a status").is_some();
        if ended || fs::read(watch.state_path()).ok() != before {
            return kill(child);
        }
    }
}

#[test]
fn kills_around_the_delivery_leave_each_change_once_in_the_file() {
    let watch = Watch::new();
    let path = watch.path("changes.jsonl");
    let mut arguments = AT_ONCE.to_vec();
    arguments.extend(["--json", "--json-lines", text(&path)]);
    let started = Instant::now();
    let mut told = watch.run(FAULT, &arguments).stdout;
    let length = started.elapsed();
    let mut moments = Moments(6);
    for number in 0..60 {
        let case = [WELL, FAULT][number % 2];
        let child = watch.start(case, &arguments);
        let said = match number % 3 {
            0 => kill_at_the_change(child),
            1 => kill_at_the_state(&watch, child),
            _ => {
                moments.wait(length);
                kill(child)
            }
        };
        told.push_str(&said[..said.rfind('\n').map_or(0, |end| end + 1)]);
        watch.state().expect("a whole state");
    }
    for case in [FAULT, WELL, WELL] {
        told.push_str(&watch.run(case, &arguments).stdout);
    }
    let state = watch.state().expect("a state");
    assert_eq!(state["waiting"], serde_json::json!([]));
    let last = state["sequence"].as_u64().expect("a number");
    let written = lines(&fs::read_to_string(&path).expect("a file"));
    let numbers: Vec<u64> = written
        .iter()
        .filter_map(|line| line["sequence"].as_u64())
        .collect();
    assert_eq!(
        numbers,
        (1..=last).collect::<Vec<_>>(),
        "each once, without a gap"
    );
    // Two in turn: nothing false, nothing left out.
    for (number, line) in written.iter().enumerate() {
        assert_eq!(
            line["change"],
            ["new-failure", "recovered"][number % 2],
            "{line}"
        );
    }
    // Standard output has each at least once; what came again says so and is the same.
    let mut seen: BTreeMap<u64, Value> = BTreeMap::new();
    for mut change in of_kind(&lines(&told), "change") {
        let repeated = change
            .as_object_mut()
            .and_then(|change| change.remove("repeated"));
        let number = change["sequence"].as_u64().expect("a number");
        match seen.insert(number, change.clone()) {
            None => {}
            Some(first) => assert_eq!((first, repeated), (change, Some(true.into()))),
        }
    }
    assert_eq!(seen.into_keys().collect::<Vec<_>>(), numbers);
}
