//! Encodings of lists that the ABI takes, beside the canonical one.

use core::ops::Range;

use super::*;

/// How the parts of an encoding follow one another.
#[derive(Clone, Debug)]
pub struct Layout {
    /// Which of targets, values, calldatas and text comes when.
    order: Vec<usize>,
    /// What stands before each part, and so behind another, where its padding would be; from the first again
    /// if there are more parts.
    gaps: Vec<Vec<u8>>,
    /// Whether the last calldata comes first.
    reversed: bool,
    /// Whether a part may be where the same bytes are already, whatever they are a part of.
    shared: bool,
}

/// What came out.
#[derive(Clone, Debug)]
pub struct Laid {
    /// The arguments.
    pub bytes: Vec<u8>,
    /// Where the offsets and lengths of the three lists stand.
    pub sizes: Vec<usize>,
    /// Where what is read for the three lists ends.
    pub end: usize,
    /// Where the text ends.
    pub end_of_text: usize,
    /// The offsets of the calldatas, which are written last.
    table: Range<usize>,
}

pub fn layouts() -> impl Strategy<Value = Layout> {
    let gap = prop_oneof![
        3 => Just(vec![]),
        1 => Just(vec![0; 32]),
        2 => prop::collection::vec(any::<u8>(), 0..70),
    ];
    let order = Just(vec![0, 1, 2, 3]).prop_shuffle();
    (order, prop::collection::vec(gap, 1..8), any::<bool>(), any::<bool>())
        .prop_map(|(order, gaps, reversed, shared)| Layout { order, gaps, reversed, shared })
}

impl Layout {
    /// `lists` and `text` as the arguments of a call.
    pub fn lay(&self, lists: &Lists, text: &[u8]) -> Laid {
        let mut gaps = self.gaps.iter().cycle();
        let mut laid =
            Laid { bytes: vec![0; 128], sizes: vec![0, 32, 64], end: 96, end_of_text: 0, table: 0..0 };
        let [targets, values, _] = abi(lists).map(|list| list.encode());
        let count = lists.calldatas.len();
        let calldatas = [number(count).to_vec(), vec![0; 32 * count]].concat();
        let parts = [targets, values, calldatas, unpadded(text)];
        let mut begin = 0;
        for &part in &self.order {
            let shared = self.shared && (part != 2 || count == 0);
            let at = laid.place(&parts[part], gaps.next().unwrap(), 128, shared);
            laid.bytes[32 * part..][..32].copy_from_slice(&number(at));
            let end = at + parts[part].len();
            if part == 3 {
                laid.end_of_text = end;
                continue;
            }
            laid.sizes.push(at);
            laid.end = laid.end.max(end);
            if part == 2 {
                begin = at + 32;
                laid.table = begin..end;
            }
        }
        for index in 0..count {
            let index = if self.reversed { count - 1 - index } else { index };
            let part = unpadded(&lists.calldatas[index]);
            let at = laid.place(&part, gaps.next().unwrap(), begin, self.shared);
            let entry = begin + 32 * index;
            laid.bytes[entry..][..32].copy_from_slice(&number(at - begin));
            laid.sizes.extend([entry, at]);
            laid.end = laid.end.max(at + part.len());
        }
        laid.bytes.extend(gaps.next().unwrap());
        laid
    }
}

impl Laid {
    /// Where `part` is, not before `from`, in what does not change any more; or at the end, behind a gap.
    fn place(&mut self, part: &[u8], gap: &[u8], from: usize, shared: bool) -> usize {
        let mut places = from..(self.bytes.len() + 1).saturating_sub(part.len());
        let known = places.find(|&at| {
            let changes = at < self.table.end && self.table.start < at + part.len();
            shared && !changes && self.bytes[at..].starts_with(part)
        });
        known.unwrap_or_else(|| {
            self.bytes.extend(gap);
            self.bytes.extend(part);
            self.bytes.len() - part.len()
        })
    }
}

/// A length and bytes, without padding.
fn unpadded(bytes: &[u8]) -> Vec<u8> {
    [number(bytes.len()).as_slice(), bytes].concat()
}
