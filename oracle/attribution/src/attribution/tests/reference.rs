//! The method as METHOD.md words it, by naive search: what the index must agree with.

use crate::canonical::canonical;
use crate::corpus::Corpus;
use crate::method::Method;
use crate::script::{class, Class};

/// Whether two code points beside each other belong to one word.
fn joined(before: char, after: char) -> bool {
    class(before) == Class::Letter && class(after) == Class::Letter
}

fn occurs(text: &[u8], part: &[u8]) -> usize {
    text.windows(part.len()).filter(|window| *window == part).count()
}

/// The dataset each byte of the canonical answer is credited to.
pub(super) fn owners(corpus: &Corpus, method: &Method, answer: &str) -> Vec<Option<u64>> {
    let answer = canonical(answer);
    let places: Vec<usize> = answer.char_indices().map(|(at, _)| at).chain([answer.len()]).collect();
    let before = |at: usize| answer[..at].chars().next_back();
    let after = |at: usize| answer[at..].chars().next();
    let boundary = |at: usize| !matches!((before(at), after(at)), (Some(a), Some(b)) if joined(a, b));
    let starts: Vec<usize> =
        places.iter().copied().filter(|at| boundary(*at) && after(*at).is_some_and(|c| c != ' ')).collect();
    let ends: Vec<usize> =
        places.iter().copied().filter(|at| boundary(*at) && before(*at).is_some_and(|c| c != ' ')).collect();
    let is_word = |at: &usize| matches!(after(*at).map(class), Some(Class::Letter | Class::Ideograph));
    let words = |start: usize, end: usize| {
        starts.iter().filter(|at| (start..end).contains(*at)).filter(|at| is_word(at)).count()
    };

    let mut owners = vec![None; answer.len()];
    for (ordinal, id) in corpus.ids().iter().enumerate() {
        let text = corpus.text(*id).unwrap();
        let mut found = Vec::new();
        for start in starts.iter().copied().filter(|start| owners[*start].is_none()) {
            let free = owners[start..].iter().take_while(|owner| owner.is_none()).count();
            let reach = start + free.min(method.max_bytes);
            let held = |end: &usize| occurs(text, &answer.as_bytes()[start..*end]) > 0;
            let within = ends.iter().copied().filter(|end| (start + 1..=reach).contains(end));
            let Some(end) = within.filter(held).max() else { continue };
            let passage = &answer.as_bytes()[start..end];
            let earlier = corpus.ids()[..=ordinal].iter().map(|id| corpus.text(*id).unwrap());
            let occurrences: usize = earlier.map(|text| occurs(text, passage)).sum();
            if passage.len() >= method.min_bytes
                && words(start, end) >= method.min_words
                && occurrences <= method.max_occurrences
            {
                found.push(start..end);
            }
        }
        for range in found {
            owners[range].fill(Some(*id));
        }
    }
    owners
}

/// The shares of the datasets that own the bytes.
pub(super) fn shares(owners: &[Option<u64>], method: &Method) -> Vec<(u64, u32)> {
    let mut ids: Vec<u64> = owners.iter().copied().flatten().collect();
    ids.sort_unstable();
    ids.dedup();
    let bytes = |id: u64| owners.iter().filter(|owner| **owner == Some(id)).count();
    let mut shares: Vec<(u64, u32)> =
        ids.into_iter().map(|id| (id, (bytes(id) * 1_000_000 / owners.len()) as u32)).collect();
    shares.retain(|(_, ppm)| *ppm > 0);
    shares.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    shares.truncate(method.max_shares);
    shares.sort_unstable();
    shares
}
