use super::{
    layout::{layouts, Laid},
    *,
};

/// Everything but what stands in the hash's place.
fn kept(actions: &Actions) -> (&[u8], &[u8], [usize; 3]) {
    let Actions { bytes, counts } = actions;
    (&bytes[..96], &bytes[128..], [counts.targets, counts.values, counts.calldatas])
}

/// Reads arguments, which must come out as the specification says, canonical whatever they were.
fn read(arguments: &[u8]) -> Option<Actions> {
    let actions = Actions::read(arguments.to_vec());
    let expected = decoded(arguments).map(|lists| lists.actions());
    assert_eq!(actions.as_ref().map(kept), expected.as_ref().map(kept), "{}", hex::encode(arguments));
    actions
}

/// The lists that are the first three arguments, read one by one.
fn decoded(arguments: &[u8]) -> Option<Lists> {
    let list = |at: usize| -> Option<Vec<[u8; 32]>> {
        let begin = size(arguments, at)?;
        // More words than bytes are not counted out.
        let count = size(arguments, begin)?.min(arguments.len());
        (1..=count).map(|index| word_at(arguments, begin + 32 * index)).collect()
    };
    let targets = list(0)?.into_iter().map(|word| {
        let (padding, target) = word.split_at(12);
        (padding == [0u8; 12]).then(|| Address(target.try_into().unwrap()))
    });
    let begin = size(arguments, 64)? + 32;
    let calldatas = list(64)?.into_iter().enumerate().map(|(index, _)| {
        let at = begin + size(arguments, begin + 32 * index)?;
        let length = size(arguments, at)?;
        Some(arguments.get(at + 32..at + 32 + length)?.to_vec())
    });
    Some(Lists {
        targets: targets.collect::<Option<_>>()?,
        values: list(32)?,
        calldatas: calldatas.collect::<Option<_>>()?,
    })
}

fn word_at(bytes: &[u8], at: usize) -> Option<[u8; 32]> {
    bytes.get(at..at + 32)?.try_into().ok()
}

/// Nothing here is 2^32 bytes long.
fn size(bytes: &[u8], at: usize) -> Option<usize> {
    let word = word_at(bytes, at)?;
    let (padding, size) = word.split_at(28);
    (padding == [0u8; 28]).then(|| u32::from_be_bytes(size.try_into().unwrap()) as usize)
}

/// A word with one more bit.
fn plus_power(word: [u8; 32], power: usize) -> [u8; 32] {
    let mut sum = word;
    sum[31 - power / 8] += 1 << (power % 8);
    sum
}

/// `setVotingPeriod(50400)` proposed with [`TEXT`], as tools encode it.
const PROPOSED: [&str; 15] = [
    "0000000000000000000000000000000000000000000000000000000000000080",
    "00000000000000000000000000000000000000000000000000000000000000c0",
    "0000000000000000000000000000000000000000000000000000000000000100",
    "00000000000000000000000000000000000000000000000000000000000001a0",
    "0000000000000000000000000000000000000000000000000000000000000001",
    "0000000000000000000000001111111111111111111111111111111111111111",
    "0000000000000000000000000000000000000000000000000000000000000001",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000001",
    "0000000000000000000000000000000000000000000000000000000000000020",
    "0000000000000000000000000000000000000000000000000000000000000024",
    "e540d01d00000000000000000000000000000000000000000000000000000000",
    "0000c4e000000000000000000000000000000000000000000000000000000000",
    "000000000000000000000000000000000000000000000000000000000000000b",
    "566f7465206c6f6e676572000000000000000000000000000000000000000000",
];

#[test]
fn the_arguments_of_a_proposal_are_its_encoding() {
    let proposed = bytes(&PROPOSED.concat());
    assert_eq!(proposed, arguments(&one(), Value::Bytes(TEXT.to_vec())));
    let place = proposed.as_ptr();
    let (mut actions, text) = Actions::read_with_text(proposed).unwrap();
    assert_eq!(text, TEXT);
    let id = actions.id::<HostHashing>(&of(&text));
    assert_eq!(hex::encode(id), "1943bb5e6d39cb37676936e95a0137c3c3c569453f863943f089c77fac850458");
    assert_eq!(hex::encode(&actions.bytes[128..]), PROPOSED[4..13].concat());
    assert_eq!(actions.bytes.as_ptr(), place, "they were copied");
}

#[test]
fn three_zeros_are_three_empty_lists() {
    let none = Lists::default().actions();
    // Each offset is at once the length that it points at.
    assert_eq!(read(&[0; 96]), Some(none.clone()));
    assert_eq!(read(&[0; 95]), None);
    assert_eq!(Actions::read_with_text(vec![0; 128]), Some((none.clone(), vec![])));
    assert_eq!(Actions::read_with_text(vec![0; 127]), None);
    let one_word_for_all = [number(96), number(96), number(96), number(0)].concat();
    assert_eq!(read(&one_word_for_all), Some(none));
}

#[test]
fn lists_may_be_the_same_bytes() {
    let words = [number(96), number(96), number(96), number(1), number(0), number(0)];
    let lists = Lists { targets: vec![address(0)], values: vec![[0; 32]], calldatas: vec![vec![]] };
    // The word behind the common length is a target, a value and the offset of a calldata, whose length it is.
    assert_eq!(read(&words[..5].concat()), Some(lists.actions()));
    assert_eq!(read(&words.concat()), Some(lists.actions()));
    assert_eq!(read(&words[..4].concat()), None);
}

#[test]
fn equal_calldatas_may_share_their_bytes() {
    let calldata = [number(3).as_slice(), b"abc"].concat();
    let lists = Lists { calldatas: vec![b"abc".to_vec(); 3], ..Lists::default() };
    let head = [number(96), number(96), number(128), number(0), number(3)].concat();
    let offsets = [number(96), number(96), number(96)].concat();
    assert_eq!(read(&[head, offsets, calldata].concat()), Some(lists.actions()));
}

#[test]
fn offsets_need_not_be_whole_words() {
    let shifted = [number(99), number(97), number(99), number(0)].concat();
    assert_eq!(read(&shifted), None, "the list of targets ends behind the end");
    assert_eq!(read(&[shifted, vec![0; 3]].concat()), Some(Lists::default().actions()));
}

#[test]
fn what_pads_calldata_is_not_read_and_what_pads_a_target_is_zero() {
    let lists = three();
    let canonical = arguments(&lists, Value::Word([7; 32]));
    let targets = (1..=3).flat_map(|index| 128 + 32 * index..140 + 32 * index);
    for at in targets {
        for bit in 0..8 {
            let mut dirty = canonical.clone();
            dirty[at] ^= 1 << bit;
            assert_eq!(read(&dirty), None, "byte {at}");
        }
    }
    // The third calldata has 33 bytes.
    for at in canonical.len() - 31..canonical.len() {
        for bit in 0..8 {
            let mut dirty = canonical.clone();
            dirty[at] ^= 1 << bit;
            assert_eq!(read(&dirty), Some(lists.actions()), "byte {at}");
        }
    }
}

#[test]
fn one_changed_bit_is_read_as_the_specification_says() {
    for lists in [one(), three(), Lists::default()] {
        let canonical = arguments(&lists, Value::Bytes(TEXT.to_vec()));
        for at in 0..canonical.len() {
            for bit in 0..8 {
                let mut changed = canonical.clone();
                changed[at] ^= 1 << bit;
                read(&changed);
            }
        }
    }
}

#[test]
fn canonical_arguments_are_read_until_they_lack_a_byte_of_content() {
    let canonical = arguments(&three(), Value::Bytes(TEXT.to_vec()));
    // The padding of the text, its length with it, and the padding of the third calldata.
    let (end_of_text, end) = (canonical.len() - 21, canonical.len() - 64 - 31);
    for length in 0..=canonical.len() {
        let cut = &canonical[..length];
        let actions = (length >= end).then(|| three().actions());
        assert_eq!(read(cut), actions, "{length} bytes");
        let with_text = actions.filter(|_| length >= end_of_text).map(|actions| (actions, TEXT.to_vec()));
        assert_eq!(Actions::read_with_text(cut.to_vec()), with_text, "{length} bytes");
    }
}

#[test]
fn a_calldata_of_any_length_is_kept_where_it_is() {
    for length in 0..=100 {
        let lists = Lists { calldatas: vec![counting(length, 1), counting(length, 100)], ..three() };
        let canonical = arguments(&lists, Value::Word([7; 32]));
        let place = canonical.as_ptr();
        let actions = Actions::read(canonical).unwrap();
        assert_eq!(actions.bytes.as_ptr(), place, "{length} bytes");
        assert_eq!(actions, lists.actions());
    }
}

/// Offsets and lengths beyond all bounds: `size`, which is in bounds, with a bit that a reader of fewer bits
/// would drop, and round ones.
fn too_large(size: [u8; 32]) -> Vec<[u8; 32]> {
    // 2^59 words are 2^64 bytes.
    let powers = [31, 32, 58, 59, 60, 63, 64, 65, 127, 128, 192, 255];
    let mut all: Vec<_> = powers.iter().map(|power| plus_power(size, *power)).collect();
    all.extend(powers.iter().map(|power| plus_power([0; 32], *power)));
    all.extend([[0xff; 32], number(u32::MAX as usize), number(u64::MAX as usize)]);
    all
}

#[test]
fn sizes_beyond_all_memory_are_refused() {
    let canonical = arguments(&three(), Value::Bytes(TEXT.to_vec()));
    let at_calldatas = 128 + 8 * 32;
    // Three offsets, three lengths, and an offset and a length of each calldata.
    let lengths = [128, 128 + 4 * 32, at_calldatas];
    let offsets = [1, 2, 3].map(|index| at_calldatas + 32 * index);
    let of_calldatas = [4, 5, 7].map(|index| at_calldatas + 32 * index);
    for at in [[0, 32, 64], lengths, offsets, of_calldatas].concat() {
        for size in too_large(word_at(&canonical, at).unwrap()) {
            let mut changed = canonical.clone();
            changed[at..at + 32].copy_from_slice(&size);
            assert_eq!(read(&changed), None, "{} at byte {at}", hex::encode(size));
            assert_eq!(Actions::read_with_text(changed), None);
        }
    }
    let text_at = canonical.len() - 64;
    for at in [96, text_at] {
        for size in too_large(word_at(&canonical, at).unwrap()) {
            let mut changed = canonical.clone();
            changed[at..at + 32].copy_from_slice(&size);
            assert_eq!(read(&changed), Some(three().actions()));
            assert_eq!(Actions::read_with_text(changed), None, "{} at byte {at}", hex::encode(size));
        }
    }
}

proptest! {
    #[test]
    fn canonical_arguments_are_kept_where_they_are(
        lists in lists(),
        last in any::<[u8; 32]>(),
        behind in prop::collection::vec(any::<u8>(), 0..100),
        description in any::<[u8; 32]>(),
    ) {
        let canonical = arguments(&lists, Value::Word(last));
        let given = [canonical.clone(), behind].concat();
        let place = given.as_ptr();
        let mut actions = Actions::read(given).unwrap();
        prop_assert_eq!(actions.bytes.as_ptr(), place);
        prop_assert_eq!(&actions.bytes, &canonical);
        let expected = lists.actions();
        prop_assert_eq!(kept(&actions), kept(&expected));
        prop_assert_eq!(actions.id::<HostHashing>(&description), lists.id(&description));
    }

    #[test]
    fn however_lists_are_laid_out_they_are_the_same_actions(
        lists in lists(),
        text in prop::collection::vec(any::<u8>(), 0..100),
        layout in layouts(),
        description in any::<[u8; 32]>(),
    ) {
        let Laid { bytes, .. } = layout.lay(&lists, &text);
        let expected = lists.actions();
        let created = |actions: &Actions| actions.encode_created(&description, &address(1), 2, 3, &text);
        let alone = read(&bytes).unwrap();
        let (with_text, read_text) = Actions::read_with_text(bytes).unwrap();
        prop_assert_eq!(read_text, text.clone());
        for mut actions in [alone, with_text] {
            prop_assert_eq!(kept(&actions), kept(&expected));
            prop_assert_eq!(created(&actions), created(&expected));
            prop_assert!(actions.iter().eq(expected.iter()));
            prop_assert_eq!(actions.id::<HostHashing>(&description), lists.id(&description));
        }
    }

    #[test]
    fn arguments_that_end_too_early_are_refused(
        lists in lists(),
        text in prop::collection::vec(any::<u8>(), 0..100),
        layout in layouts(),
        places in prop::collection::vec(any::<Index>(), 16),
    ) {
        let Laid { bytes, end, end_of_text, .. } = layout.lay(&lists, &text);
        let lengths = places.iter().map(|place| place.index(bytes.len()));
        for length in lengths.chain([end - 1, end, end_of_text - 1, end_of_text]) {
            let cut = &bytes[..length];
            let expected = (length >= end).then(|| lists.actions());
            prop_assert_eq!(&read(cut), &expected);
            let expected = expected.filter(|_| length >= end_of_text).map(|actions| (actions, text.clone()));
            prop_assert_eq!(Actions::read_with_text(cut.to_vec()), expected);
        }
    }

    #[test]
    fn a_size_out_of_bounds_is_refused_wherever_it_stands(
        lists in lists(),
        text in prop::collection::vec(any::<u8>(), 0..100),
        layout in layouts(),
        place: Index,
    ) {
        let Laid { bytes, sizes, .. } = layout.lay(&lists, &text);
        let at = *place.get(&sizes);
        let beyond = [number(bytes.len()), number(bytes.len() - 31), number(bytes.len() + 1)];
        for size in too_large(word_at(&bytes, at).unwrap()).into_iter().chain(beyond) {
            let mut changed = bytes.clone();
            changed[at..at + 32].copy_from_slice(&size);
            prop_assert!(read(&changed).is_none(), "{} at byte {}", hex::encode(size), at);
        }
    }

    /// Offsets and lengths one off, in each other's places, or of parts of other parts.
    #[test]
    fn whatever_a_word_becomes_is_read_as_the_specification_says(
        lists in lists(),
        layout in layouts(),
        canonical: bool,
        changes in prop::collection::vec((any::<Index>(), 0usize..16, any::<bool>(), 0usize..3), 1..4),
    ) {
        let mut bytes = if canonical {
            arguments(&lists, Value::Bytes(TEXT.to_vec()))
        } else {
            layout.lay(&lists, TEXT).bytes
        };
        let words = bytes.len() / 32;
        for (place, size, whole, more) in changes {
            let size = if whole { 32 * size } else { size + more };
            let at = 32 * place.index(words);
            bytes[at..at + 32].copy_from_slice(&number(size));
            read(&bytes);
        }
    }
}
