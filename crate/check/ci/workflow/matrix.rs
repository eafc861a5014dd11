//! The jobs of a matrix, as GitHub makes them.

use crate::node::Node;

/// As many jobs as GitHub runs of one matrix.
const MAX_JOBS: usize = 256;

pub type Job = Vec<(String, String)>;

/// The jobs of a matrix, as GitHub makes them; a name whose values are an expression is left out.
pub fn jobs(node: &Node) -> Vec<Job> {
    let Some(matrix) = node.path(&["strategy", "matrix"]) else { return Vec::new() };
    let pairs = |node: &Node| -> Job {
        let known = node
            .pairs()
            .filter_map(|(key, value)| Some((key.text()?.to_owned(), value.text()?.to_owned())));
        known.collect()
    };
    let items = |name: &str| -> Vec<Job> {
        let node = matrix.get(name);
        node.into_iter().flat_map(|it| it.items()).map(|item| pairs(item)).collect()
    };
    let mut jobs: Vec<Job> = vec![Vec::new()];
    for (key, value) in matrix.pairs() {
        let Some(name) = key.text().filter(|name| !matches!(*name, "include" | "exclude")) else {
            continue;
        };
        let values: Vec<&str> = value.texts().into_iter().map(|(text, _)| text).collect();
        if values.is_empty() || values.iter().any(|value| value.contains("${{")) {
            continue;
        }
        let with = |job: &Job| {
            let each = values.iter().map(|value| {
                job.iter().cloned().chain([(name.to_owned(), (*value).to_owned())]).collect()
            });
            each.collect::<Vec<Job>>()
        };
        jobs = jobs.iter().flat_map(with).take(MAX_JOBS).collect();
    }
    let excluded = items("exclude");
    let hit = |job: &Job| {
        excluded.iter().any(|it| !it.is_empty() && it.iter().all(|pair| job.contains(pair)))
    };
    jobs.retain(|job| !job.is_empty() && !hit(job));
    let own = jobs.clone();
    for item in items("include") {
        let mut taken = false;
        for (job, own) in jobs.iter_mut().zip(&own) {
            let fits = |(name, value): &(String, String)| {
                own.iter().all(|(key, own)| key != name || own == value)
            };
            if item.iter().all(fits) {
                taken = true;
                job.retain(|(name, _)| !item.iter().any(|(other, _)| other == name));
                job.extend(item.iter().cloned());
            }
        }
        if !taken && jobs.len() < MAX_JOBS {
            jobs.push(item);
        }
    }
    jobs
}

/// Values by their names: nothing is one where a job has none.
pub fn matrix(jobs: &[Job]) -> Vec<(String, Vec<String>)> {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for (name, _) in jobs.iter().flatten() {
        if found.iter().any(|(own, _)| own == name) {
            continue;
        }
        let mut values: Vec<String> = Vec::new();
        for job in jobs {
            let value = job.iter().find(|(own, _)| own == name);
            let value = value.map_or(String::new(), |(_, value)| value.clone());
            if !values.contains(&value) {
                values.push(value);
            }
        }
        found.push((name.clone(), values));
    }
    found.retain(|(_, values)| !values.iter().any(|value| value.contains("${{")));
    found
}
