"""The ways of judging, in rooms: each room holds its kinds of exercises and what they alone use."""
