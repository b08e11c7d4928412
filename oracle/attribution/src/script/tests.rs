use super::*;

#[test]
fn classes_of_scripts() {
    for c in ['a', 'Z', '7', 'é', 'ß', 'Ж', 'α', 'ש', 'ع', 'न', 'ế', '\u{301}'] {
        assert_eq!(class(c), Class::Letter, "{c}");
    }
    for c in ['日', 'の', '한', 'ก', '𠀀'] {
        assert_eq!(class(c), Class::Ideograph, "{c}");
    }
    for c in ['.', '\'', '—', '…', '«', '×', '÷', '、', '，', '؟', '।', '😀', '\u{0}', '_'] {
        assert_eq!(class(c), Class::Sign, "{c}");
    }
    assert_eq!(class(' '), Class::Space);
}

#[test]
fn tables_are_ascending_and_disjoint() {
    for table in [LETTERS, IDEOGRAPHS] {
        assert!(table.iter().all(|(first, last)| first <= last));
        assert!(table.windows(2).all(|pair| pair[0].1 < pair[1].0));
    }
}

#[test]
fn cuts_lie_at_words_and_signs() {
    let cuts = Cuts::of("It's 日本, yes");
    assert_eq!(cuts.starts, [0, 2, 3, 5, 8, 11, 13]);
    assert_eq!(cuts.ends, [2, 3, 4, 8, 11, 12, 16]);
    assert_eq!(cuts.words, [0, 3, 5, 8, 13]);
    assert_eq!(cuts.words_within(3, 11), 3);
    assert_eq!(cuts.end_within(5, 10), Some(8));
    assert_eq!(cuts.end_within(5, 7), None);
}

#[test]
fn boundaries_agree_with_cuts() {
    let text = "Ünï-cödé's 日本 x";
    let cuts = Cuts::of(text);
    for at in (1..text.len()).filter(|at| text.is_char_boundary(*at)) {
        let is_cut = cuts.starts.contains(&at) || cuts.ends.contains(&at);
        assert_eq!(boundary(text.as_bytes(), at), is_cut, "{at}");
    }
}

#[test]
fn code_points_are_read_in_both_directions_and_invalid_bytes_refused() {
    let bytes = "aé日😀".as_bytes();
    assert_eq!(scalar(bytes, 1), Some(('é', 2)));
    assert_eq!(scalar(bytes, 3), Some(('日', 3)));
    assert_eq!(scalar_before(bytes, 10), Some(('😀', 4)));
    assert_eq!(scalar_before(bytes, 1), Some(('a', 1)));
    assert_eq!(scalar_before(bytes, 0), None);
    assert_eq!(scalar(bytes, 10), None);
    assert_eq!(scalar(&[0xff, b'a'], 0), None);
    assert_eq!(scalar(&[0xe2, 0x80], 0), None);
    assert_eq!(scalar_before(&[b'a', 0xff], 2), None);
}
