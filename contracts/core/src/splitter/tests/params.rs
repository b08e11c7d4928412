use super::*;

#[test]
fn bounds_are_inclusive() {
    assert_eq!(PARAMS.validate(), Ok(()));
    let least = Params { exit_delay: 1, escape_after: 2, recipient_delay: 1 };
    assert_eq!(least.validate(), Ok(()));
    let most = Params {
        exit_delay: MAX_EXIT_DELAY,
        escape_after: MAX_ESCAPE_AFTER,
        recipient_delay: MAX_RECIPIENT_DELAY,
    };
    assert_eq!(most.validate(), Ok(()));
}

#[test]
fn each_parameter_is_checked() {
    let refused = |params: Params, param, found, least, most| {
        assert_eq!(params.validate(), Err(ParamError { param, found, least, most }));
    };
    refused(Params { exit_delay: 0, ..PARAMS }, 0, 0, 1, MAX_EXIT_DELAY);
    let above = MAX_EXIT_DELAY + 1;
    refused(Params { exit_delay: above, ..PARAMS }, 0, above, 1, MAX_EXIT_DELAY);
    refused(Params { escape_after: 100, ..PARAMS }, 1, 100, 101, MAX_ESCAPE_AFTER);
    let above = MAX_ESCAPE_AFTER + 1;
    refused(Params { escape_after: above, ..PARAMS }, 1, above, 101, MAX_ESCAPE_AFTER);
    refused(Params { recipient_delay: 0, ..PARAMS }, 2, 0, 1, MAX_RECIPIENT_DELAY);
    let above = MAX_RECIPIENT_DELAY + 1;
    refused(Params { recipient_delay: above, ..PARAMS }, 2, above, 1, MAX_RECIPIENT_DELAY);
}
