#![allow(clippy::arithmetic_side_effects)]

use super::*;

fn n(number: u32) -> Word {
    let mut word = [0; 32];
    word[28..].copy_from_slice(&number.to_be_bytes());
    word
}

fn one_bit(bit: usize) -> Word {
    let mut word = [0; 32];
    word[31 - bit / 8] = 1 << (bit % 8);
    word
}

#[test]
fn a_list_is_where_its_offset_says() {
    let data = [n(64), n(9), n(2), n(7), n(8)].concat();
    let read = Arguments::new(&data);
    assert_eq!(read.words(&n(64)), Some([n(7), n(8)].as_slice()));
    assert_eq!(read.words_at(64), Some([n(7), n(8)].as_slice()));
    assert_eq!(read.words(&n(128)), None);
    // Offsets need not be whole words, nor parts in order.
    let shifted = [vec![0; 3], [n(1), n(5)].concat()].concat();
    assert_eq!(Arguments::new(&shifted).words(&n(3)), Some([n(5)].as_slice()));
}

#[test]
fn nothing_is_read_beyond_the_end() {
    let data = [n(2), n(7), n(8)].concat();
    let read = Arguments::new(&data);
    assert_eq!(read.words(&n(0)), Some([n(7), n(8)].as_slice()));
    assert_eq!(Arguments::new(&data[..95]).words(&n(0)), None, "the last word is not whole");
    assert_eq!(Arguments::new(&[n(3), n(7), n(8)].concat()).words(&n(0)), None);
    assert_eq!(read.words(&n(96)), None, "no length");
    assert_eq!(read.words(&n(97)), None);
    assert_eq!(read.words(&n(u32::MAX)), None);
    assert_eq!(read.words(&[0xff; 32]), None);
    for bit in 7..256 {
        assert_eq!(read.words(&one_bit(bit)), None, "an offset of 2^{bit}");
        let data = [one_bit(bit), n(7)].concat();
        assert_eq!(Arguments::new(&data).words(&n(0)), None, "2^{bit} words");
        assert_eq!(Arguments::new(&data).bytes(&n(0)), None, "2^{bit} bytes");
    }
    assert_eq!(Arguments::new(&[]).bytes(&n(0)), None);
}

#[test]
fn bytes_end_where_their_length_says() {
    let data = [n(5).as_slice(), b"hello"].concat();
    assert_eq!(Arguments::new(&data).bytes(&n(0)), Some(b"hello".as_slice()));
    assert_eq!(Arguments::new(&data[..36]).bytes(&n(0)), None);
    assert_eq!(Arguments::new(&n(0)).bytes(&n(0)), Some([].as_slice()));
}

#[test]
fn byte_strings_count_from_behind_their_number() {
    let text = |text: &[u8]| {
        let mut word = Word::default();
        word[..text.len()].copy_from_slice(text);
        word
    };
    let data = [n(0), n(2), n(64), n(128), n(3), text(b"one"), n(5), text(b"three")].concat();
    let found = Arguments::new(&data).byte_strings(&n(32));
    assert_eq!(found, Some(vec![b"one".as_slice(), b"three"]));
    assert_eq!(Arguments::new(&data[..data.len() - 28]).byte_strings(&n(32)), None);
    assert_eq!(Arguments::new(&n(0)).byte_strings(&n(0)), Some(vec![]));
    assert_eq!(Arguments::new(&[n(1), n(64)].concat()).byte_strings(&n(0)), None);
}
