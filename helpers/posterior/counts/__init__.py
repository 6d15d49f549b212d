"""Two arms of counts a study: an integral over μ and τ of the likelihoods of single studies."""
