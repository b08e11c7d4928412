use super::*;

#[test]
fn integers_are_big_endian_on_the_right() {
    let mut expected = [0u8; 32];
    expected[31] = 0x34;
    expected[30] = 0x12;
    assert_eq!(0x1234u16.to_word(), expected);
    assert_eq!(0x1234u128.to_word(), expected);
    assert_eq!(NodeId(0x1234).to_word(), expected);
    assert_eq!(u128::MAX.to_word()[..16], [0; 16]);
    assert_eq!(u128::MAX.to_word()[16..], [0xff; 16]);
    assert_eq!(true.to_word(), 1u8.to_word());
}

#[test]
fn addresses_round_trip_and_dirty_padding_is_refused() {
    let address = Address([7; 20]);
    let word = address.to_word();
    assert_eq!(word[..12], [0; 12]);
    assert_eq!(to_address(&word), Some(address));
    for index in 0..12 {
        let mut dirty = word;
        dirty[index] = 1;
        assert_eq!(to_address(&dirty), None, "byte {index}");
    }
}

#[test]
fn booleans_are_strict() {
    assert_eq!(to_bool(&[0; 32]), Some(false));
    assert_eq!(to_bool(&1u8.to_word()), Some(true));
    assert_eq!(to_bool(&2u8.to_word()), None);
    let mut high = [0; 32];
    high[0] = 1;
    assert_eq!(to_bool(&high), None);
    high[31] = 1;
    assert_eq!(to_bool(&high), None);
}

#[test]
fn numbers_of_32_bits_round_trip_and_larger_ones_are_refused() {
    for number in [0, 1, 0x1234_5678, u32::MAX] {
        assert_eq!(to_u32(&number.to_word()), Some(number));
    }
    assert_eq!(to_u32(&(1u64 << 32).to_word()), None);
    assert_eq!(to_u32(&[0xff; 32]), None);
}

#[test]
fn bytes_are_written_with_their_length_and_padding() {
    for (length, words) in [(0usize, 1usize), (1, 2), (31, 2), (32, 2), (33, 3)] {
        let bytes = vec![0xab; length];
        let mut encoded = vec![1, 2, 3, 4];
        push_bytes(&mut encoded, &bytes);
        let (before, written) = encoded.split_at(4);
        assert_eq!((before, written.len()), ([1, 2, 3, 4].as_slice(), words * 32));
        assert_eq!(written[..32], (length as u64).to_word());
        assert_eq!(written[32..32 + length], bytes);
        assert!(written[32 + length..].iter().all(|byte| *byte == 0));
    }
}

#[test]
fn bytes_of_a_fixed_number_stand_left() {
    assert_eq!(left_aligned(&[7; 32]), [7; 32]);
    let word = left_aligned(&[0x16, 0x26, 0xba, 0x7e]);
    assert_eq!((&word[..4], &word[4..]), ([0x16, 0x26, 0xba, 0x7e].as_slice(), [0; 28].as_slice()));
}
