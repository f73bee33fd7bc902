"""ICE: what the law makes of the person, what ICE believes, whom it means to pursue, and what it does
first."""

from collections.abc import Mapping

from varick.model import chance, choice, rule
from varick.pathway.terms import (
    Conviction,
    DetainerForm,
    DetainerForms,
    FinalOrder,
    IceAction,
    Priorities,
    Priority,
    Status,
)


@rule(when="ice_notified", cites=("INA 212(a)(6)(A)(i)", "INA 212 (recalled, check)"))
def inadmissible(status: Status) -> bool:
    """Whether the law bars the person as one who was never admitted. Here that is everybody who entered
    without inspection; their convictions and any fraud add grounds, and change nothing."""
    return status is Status.entered_without_inspection


CITIZENS = (Status.citizen_born_here, Status.citizen_born_abroad)
FELONIES = (Conviction.felony, Conviction.aggravated_felony)
SEVERAL = (Conviction.significant_misdemeanor, Conviction.three_misdemeanors)


@chance(when="ice_notified", cites="INA 237(a)(2) (recalled, check)")
def deportable_conviction(conviction: Conviction, deportable_conviction_share: Mapping[str, float]) -> float:
    """Whether the conviction is of a kind that the law names as a ground: a crime involving moral turpitude within five
    years of admission, two of them, a controlled substance (but for one possession of up to 30 grams of marijuana),
    a firearm, or domestic violence. An aggravated felony always is."""
    if conviction is Conviction.aggravated_felony:
        return 1.0
    return deportable_conviction_share.get(conviction, 0.0)


@rule(
    when="ice_notified",
    cites=(
        "INA 237(a)(1), (2) (recalled, check)",
        "INA 244(a)(1)(A), (c)(2)(B)(i) and (c)(3)(A); 8 CFR 244.4 (recalled, check)",
    ),
)
def deportable(status: Status, conviction: Conviction, deportable_conviction: bool) -> bool:
    """Whether the law makes an admitted person deportable: for overstaying, or for a conviction of a kind that it names;
    no felony is enough as such but an aggravated one. An arrest is no ground, and a pending application is no defence.
    Temporary protection bars removal while it lasts: a felony or two misdemeanors end it, here a felony or three."""
    if status is Status.overstay:
        return True
    if status is Status.temporary_protection:
        return conviction in FELONIES or conviction is Conviction.three_misdemeanors
    named = deportable_conviction or conviction is Conviction.aggravated_felony
    return named and status in (Status.permanent_resident, Status.visa)


@rule(when="ice_notified", cites=("INA 212(a)", "INA 237(a)", "INA 240(e)(2) (recalled, check)"))
def removable(inadmissible: bool, deportable: bool) -> bool:
    """Whether the law makes the person removable: as one never admitted, or as one admitted and now
    deportable. Only an immigration judge can say so with effect."""
    return inadmissible or deportable


@chance(when="ice_notified", cites="Form I-247A (2017-04-02): probable cause from databases")
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
    return citizen_flagged_share if status in CITIZENS else lawful_resident_flagged_share


@rule(
    when="ice_notified",
    cites=(
        "Secure Communities, levels 1 to 3 (2008-10-27)",
        "ICE memorandum of 2011-03-02",
        "DHS memorandum of 2014-11-20, in force 2015-01-05",
        "Executive Order 13768, s. 5 (2017-01-25)",
        "DHS memorandum of 2021-01-20",
        "ICE guidance of 2021-02-18",
        "DHS guidelines of 2021-09-30, in force 2021-11-29",
        "Executive Order 14159 (2025-01-20)",
    ),
)
def ice_priority(
    conviction: Conviction,
    charged: bool,
    final_order: FinalOrder,
    recent_entry: bool,
    watch_list_match: bool,
    gang_list: bool,
    enforcement_priorities: Priorities,
) -> Priority:
    """Where the federal text of the day puts a removable person. Under Executive Order 13768 a charge is
    enough; the memoranda of 2011, 2014 and 2021 asked for convictions, recent entry or an order. The order
    of 2025 exempts no removable person."""
    if enforcement_priorities is Priorities.order_14159:
        return Priority.order_14159
    if enforcement_priorities is Priorities.order_13768:
        named = charged or conviction is not Conviction.none or final_order is not FinalOrder.none
        return Priority.order_13768 if named or watch_list_match or gang_list else Priority.none
    if enforcement_priorities is Priorities.levels_of_2008:
        if conviction is Conviction.aggravated_felony:
            return Priority.level_1
        if conviction in (Conviction.felony, Conviction.three_misdemeanors):
            return Priority.level_2
        return Priority.level_3 if charged or conviction is not Conviction.none else Priority.none
    if enforcement_priorities is Priorities.memo_of_2011:
        if conviction is not Conviction.none or watch_list_match or gang_list:
            return Priority.priority_1
        if recent_entry:
            return Priority.priority_2
        return Priority.none if final_order is FinalOrder.none else Priority.priority_3
    if enforcement_priorities is Priorities.memo_of_2014:
        if conviction in FELONIES or watch_list_match or gang_list:
            return Priority.priority_1
        if conviction in SEVERAL or recent_entry:
            return Priority.priority_2
        return Priority.priority_3 if final_order is FinalOrder.since_2014 else Priority.none
    if enforcement_priorities is Priorities.no_text:
        return Priority.none
    if watch_list_match:
        return Priority.national_security
    if enforcement_priorities is Priorities.interim_of_2021:
        aggravated = conviction is Conviction.aggravated_felony
        threat = aggravated or gang_list
    else:
        threat = conviction in FELONIES
    if threat:
        return Priority.public_safety
    return Priority.border_security if recent_entry else Priority.none


@rule(
    when="ice_notified",
    cites=(
        "INA 236(c)(1)(E) and (c)(3), Laken Riley Act, Pub. L. 119-1, s. 2, in force 2025-01-29",
        "INA 236(c)(1)(B) (recalled, check)",
    ),
)
def must_detain(
    status: Status, inadmissible: bool, theft_charge: bool, conviction: Conviction, laken_riley_act: bool
) -> bool:
    """Whether a statute tells ICE to detain; it reaches no citizen. Since 2025-01-29 an arrest for theft is
    enough for a person who was never admitted; before and besides, here, only an aggravated felony. Assaults on
    officers and crimes of serious injury, which the act also names, are not told apart among the charges."""
    if laken_riley_act and inadmissible and theft_charge:
        return True
    return conviction is Conviction.aggravated_felony and status not in CITIZENS


@rule(
    when="ice_notified",
    cites=(
        "ICE guidance on detainers of 2012-12-21",
        "DHS memorandum of 2014-11-20 on Secure Communities",
        "ICE Directive 10074.2, in force 2017-04-02",
    ),
)
def detainer_form(
    conviction: Conviction,
    felony: bool,
    covered_charge: bool,
    final_order: FinalOrder,
    illegal_reentry: bool,
    watch_list_match: bool,
    ice_priority: Priority,
    detainer_forms: DetainerForms,
    minor_misdemeanor_detainers_ruled_out: bool,
    detainer_needs_conviction: bool,
) -> DetainerForm:
    """The form on which ICE's own policy of the day lets its officers ask; none where it lets them ask
    nothing. From 2015-07-02 form D asked for a hold, N for word of the release only; which of the two was
    left to special circumstances, and here D goes with priority 1."""
    convicted = conviction not in (Conviction.none, Conviction.misdemeanor)
    ordered = final_order is not FinalOrder.none or illegal_reentry
    if detainer_needs_conviction and not (convicted or watch_list_match):
        in_program = detainer_forms is DetainerForms.d_n_x and ice_priority is not Priority.none
        return DetainerForm.i_247x if in_program else DetainerForm.none
    graver = felony or covered_charge or convicted or ordered or watch_list_match
    if minor_misdemeanor_detainers_ruled_out and not graver:
        return DetainerForm.none
    if detainer_forms is DetainerForms.i_247:
        return DetainerForm.i_247
    if detainer_forms is DetainerForms.i_247a:
        return DetainerForm.i_247a
    to_hold = ice_priority is Priority.priority_1 or not detainer_needs_conviction
    return DetainerForm.i_247d if to_hold else DetainerForm.i_247n


@choice(when="ice_notified", odds=False, cites=("8 CFR 287.7(a)", "INA 236(c)(3), in force 2025-01-29"))
def ice_action(
    believed_removable: bool,
    ice_priority: Priority,
    detainer_form: DetainerForm,
    must_detain: bool,
    pursued_share_of_priorities: float,
    pursued_share_of_others: float,
    detainer_share_of_pursued: float,
    detainer_share_where_detention_is_ordered: float,
) -> dict[IceAction, float]:
    """What the field office does first: a detainer to whoever holds the person, a search for the person at
    large, or nothing. Where ICE's policy allows no form, no detainer goes out; where a statute orders
    detention, one is nearly always meant to."""
    if not believed_removable:
        return {}
    pursued = pursued_share_of_others if ice_priority is Priority.none else pursued_share_of_priorities
    first = detainer_share_of_pursued
    if must_detain:
        pursued = max(pursued, detainer_share_where_detention_is_ordered)
        first = max(first, detainer_share_where_detention_is_ordered)
    return {
        IceAction.at_large: pursued * (1 - first),
        IceAction.detainer: 0.0 if detainer_form is DetainerForm.none else pursued * first,
    }
