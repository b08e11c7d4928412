use super::*;

#[test]
fn stays_below_the_bound_and_reaches_everything() {
    let mut draw = Draw::from_seed([7; 32]);
    let mut seen = [0u32; 6];
    for _ in 0..6_000 {
        seen[draw.below(6) as usize] += 1;
    }
    assert!(seen.iter().all(|count| (850..1150).contains(count)), "{seen:?}");
    assert_eq!(draw.below(0), 0);
    assert_eq!(draw.below(1), 0);
    assert_eq!(draw.index(0), 0);
}

/// The ChaCha20 key stream of the all-zero key and nonce (RFC 8439, appendix A.1, test vector 1), as
/// little-endian words.
#[test]
fn draws_are_the_published_key_stream() {
    let stream: [u8; 32] = [
        0x76, 0xb8, 0xe0, 0xad, 0xa0, 0xf1, 0x3d, 0x90, 0x40, 0x5d, 0x6a, 0xe5, 0x53, 0x86, 0xbd, 0x28, 0xbd,
        0xd2, 0x19, 0xb8, 0xa0, 0x8d, 0xed, 0x1a, 0xa8, 0x36, 0xef, 0xcc, 0x8b, 0x77, 0x0d, 0xc7,
    ];
    let mut draw = Draw::from_seed([0; 32]);
    for word in stream.chunks(8) {
        let word = u64::from_le_bytes(word.try_into().unwrap());
        assert_eq!(draw.below(1_000_003), word % 1_000_003);
    }
}

/// About a quarter of all words lie above the largest multiple of this bound, and are passed over.
#[test]
fn words_above_the_last_multiple_are_drawn_again() {
    let bound = u64::MAX / 4 + 2;
    let mut words = Draw::from_seed([5; 32]);
    let accepted = std::iter::repeat_with(|| words.0.next_u64()).filter(|word| *word < bound * 3);
    let mut draw = Draw::from_seed([5; 32]);
    for word in accepted.take(200) {
        assert_eq!(draw.below(bound), word % bound);
    }
}
