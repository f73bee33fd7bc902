"""ICE: what the law makes of the person, what ICE believes, whom it means to pursue, and what it does
first."""

from varick.model import chance, choice, rule
from varick.pathway.terms import (
    Conviction,
    IceAction,
    Priorities,
    Priority,
    PriorOrder,
    Status,
)


@rule(
    when="ice_notified",
    cites=("INA 212(a) and 237(a) (recalled, check)", "INA 244(a)(1)(A) (recalled, check)"),
)
def removable(status: Status, conviction: Conviction) -> bool:
    """Whether the law makes the person removable. An arrest never does: lack of status does, and for
    residents and visitors a conviction, here any felony, which is simpler than the law. Temporary
    protection bars removal."""
    if status in (Status.overstay, Status.entered_without_inspection):
        return True
    felony_convictions = (
        Conviction.felony,
        Conviction.violent_or_serious_over_5y,
        Conviction.violent_or_serious_within_5y,
    )
    return status in (Status.permanent_resident, Status.visa) and conviction in felony_convictions


@chance(when="ice_notified", cites="Form I-247A: probable cause from databases")
def believed_removable(
    removable: bool,
    status: Status,
    removable_missed_share: float,
    citizen_flagged_share: float,
    lawful_resident_flagged_share: float,
) -> float:
    """Whether ICE takes the person for removable, from databases alone: it misses some, and flags some
    citizens and people with lawful status."""
    if removable:
        return 1 - removable_missed_share
    if status in (Status.citizen_born_here, Status.citizen_born_abroad):
        return citizen_flagged_share
    return lawful_resident_flagged_share


@rule(
    when="ice_notified",
    cites=(
        "ICE memorandum of 2011-03-02",
        "DHS memorandum of 2014-11-20, in force 2015-01-05",
        "Executive Order 13768, s. 5",
        "DHS memoranda of 2021",
        "Executive Order 14159",
    ),
)
def ice_priority(
    conviction: Conviction,
    prior_order: PriorOrder,
    recent_entry: bool,
    watch_list_match: bool,
    enforcement_priorities: Priorities,
) -> Priority:
    """Where the federal text of the day puts a removable person who has just been arrested. Under
    Executive Order 13768 a charge, or acts that could be charged, is enough; the memoranda of 2011, 2014
    and 2021 asked for more."""
    felony = conviction in (
        Conviction.felony,
        Conviction.violent_or_serious_over_5y,
        Conviction.violent_or_serious_within_5y,
    )
    if enforcement_priorities is Priorities.order_13768:
        return Priority.order_13768
    if enforcement_priorities is Priorities.order_14159:
        return Priority.order_14159
    if enforcement_priorities is Priorities.memo_of_2014:
        if felony or watch_list_match:
            return Priority.priority_1
        if conviction is Conviction.significant_misdemeanor or recent_entry:
            return Priority.priority_2
        return Priority.priority_3 if prior_order is PriorOrder.since_2014 else Priority.none
    if enforcement_priorities is Priorities.memo_of_2011:
        if conviction is not Conviction.none or watch_list_match:
            return Priority.priority_1
        if recent_entry:
            return Priority.priority_2
        return Priority.none if prior_order is PriorOrder.none else Priority.priority_3
    if enforcement_priorities is Priorities.memos_of_2021:
        return Priority.threat if felony or watch_list_match else Priority.none
    return Priority.none


@choice(
    when="ice_notified",
    odds=False,
    cites=("8 CFR 287.7(a)", "DHS memorandum of 2014-11-20 on Secure Communities"),
)
def ice_action(
    believed_removable: bool,
    ice_priority: Priority,
    conviction: Conviction,
    detainer_needs_conviction: bool,
    pursued_share_of_priorities: float,
    pursued_share_of_others: float,
    detainer_share_of_pursued: float,
) -> dict[IceAction, float]:
    """What the field office does first: a detainer to whoever holds the person, a search for the person at
    large, or nothing. While the Priority Enforcement Program asked for a conviction, no detainer went out
    without one."""
    if not believed_removable:
        return {}
    pursued = pursued_share_of_others if ice_priority is Priority.none else pursued_share_of_priorities
    convicted = conviction not in (Conviction.none, Conviction.misdemeanor)
    barred = detainer_needs_conviction and not convicted
    return {
        IceAction.at_large: pursued * (1 - detainer_share_of_pursued),
        IceAction.detainer: 0.0 if barred else pursued * detainer_share_of_pursued,
    }
