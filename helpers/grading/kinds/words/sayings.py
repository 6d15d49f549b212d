"""Ways of saying what the texts of several chapters say: phrases for an idea, and for its opposite."""

from __future__ import annotations

THEY_DIFFER = (
    "inconsistent across|between|over|by|in",
    "differ*|diverge|diverse|deviate|unequal*|heterogen*|inhomogen*|dissimilar|vary|variation|various|spread_out",
    "effect|response|treatment modification|modified|moderate|moderated|interact",
    "change|range from|between|across|with|by|over|depending segment|market|group|positive|gain",
    "depend|conditional on|upon",
    "effect|segments|markets|they|results scatter|far_apart|mixed",
    "segment matters|specific",
    "some of|segments|markets|gain|win|benefit|profit|help|up|work|good|groups|positive|better "
    "other|others|some|down|lose|worse",
    "help|work|good|lift|hurt|harm|positive|negative some|certain",
    "gain|win|winners|profit|benefit|good|positive|plus|up and|or|but|with|while "
    "loss|lose|losers|suffer|bad|negative|minus|down",
    "not agree",
    "not one_and_the_same",
    "opposite|different|both direction|sign|effect|way",
    "each|every|their own effect|response|reaction|way",
    "not one|single|common effect",
    "no single|common|one effect",
    "one_size fits_all",
)
THEY_AGREE = (
    "same_effect|same_size|same_way|same_amount|same_everywhere|same_direction|similar",
    "effect|it|they|all|respond|react|segments|markets same|alike",
    "same in|for|across|over all|every|each|any|segments|everybody|everyone",
    "equal|equality|identical|homogen*|equally|uniform|uniformly|constant",
    "consistent across|between|over|in|with",
    "share one|an|the|single effect",
    "effects|they|all coincide",
    "one|single|common effect for all|everybody|everyone",
)
WERE_THEY_ALIKE = (
    "with|under|assuming equal|identical|same|constant|common",
    "null|hypothesis equal|identical|same|constant|common would",
)

NOT_HOW_MUCH = (
    "not|nothing|no|never|silent|open|unknown|unclear|without|leave|nor|lack "
    "how|by_what|exactly many|much|far|large|big|strong|strongly|different|wide|heterogen*|great|serious",
    "not|nothing|no|never|silent|open|unknown|unclear|without|leave|nor|lack "
    "size|magnitude|extent|amount|degree|scale|much|importance|relevance|relevant|important",
    "how much|far|large|big|strong|strongly|different|wide|heterogen* "
    "not|no|unknown|open|unclear|unanswered|another|remain",
    "size|magnitude|extent|amount|degree not|no|unknown|open|unclear|unanswered|another",
    "not measure|quantify|estimate|which|where|margin",
    "how much|far|large|big|strong|strongly|different|wide must|estimated|measured|found_out",
    "not whether|that large|big|matter",
    "that|whether|yes not how|by_how",
    "large|big|high|huge f tiny|small",
    "difference|effect may|might|could small|tiny",
    "f|statistic grow|increase|depend sample|visitors|n|size",
)
HOW_MUCH = (
    "test|f|p|value|result|statistic|it say|tell|show|measure|give|prove|know|quantify "
    "how|exactly much|far|large|big|strongly",
    "test|f|value|statistic is|measure|give|show size|magnitude|extent|amount",
    "differ|vary enormously|hugely|massively|strongly|by_a_lot",
    "large|big|huge|enormous|massive difference|spread|heterogeneity",
    "worlds_apart",
)

POOL_PARTIALLY = (
    "partial*|partly|some|adaptive pool",
    "pool partial*|partly|some|somewhat",
    "shrink|shrunk|shrunken|shrinkage",
    "borrow",
    "share strength|information",
    "learn|inform|help|support each_other|one_another|from_others",
    "hierarchical|multilevel|multi_level|empirical_bayes|james_stein|regularise|regularize|blup",
    "mixed|random_effects|random_effect|random_slopes|random model|approach|analysis",
    "part_of_the_way",
    "pull|draw|move|regress|moderate|drag|bring|adjust towards|toward|to|in "
    "mean|average|centre|center|common|overall|other|each_other|together",
    "between|neither|compromise pool|average|mean|everything|complete no|none|nothing|nor|separate|own|each",
    "not pool nothing|completely|everything|fully|all",
    "in_between|middle_way|middle_ground|in_the_middle",
    "weighted average own|each|segment|estimate",
    "own and|with|plus overall|common|pooled|total|grand mean|average|estimate",
    "combine own|each|segment|estimate overall|others|common|pooled|mean",
    "how much|far|strongly pool|borrow|pull|pulled|shrink",
)
POOL_NOTHING = (
    "pool nothing|none",
    "no pool|shrink",
    "not|never pool",
    "each|every|six|separate|one own|separate decision|estimate|result|merit|data",
    "each|every|segment separately|alone|by_itself|on_its_own|individually|independently",
    "segment_by_segment|one_by_one",
    "treat|analyse|analyze|decide separate|separately|independently|individually",
    "shrink|pool hide|blur|mask|distort|bias|worse|unnecessary|lose|destroy",
)
POOL_COMPLETELY = (
    "complete|completely|full|fully pool",
    "pool|average everything|completely|fully|all",
    "one|single|same|common|the average|mean|estimate|decision for all|everybody|everyone",
)
