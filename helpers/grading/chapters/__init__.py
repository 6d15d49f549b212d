"""The exercises: ``chNN/eM_topic.py`` declares exercise NN.M."""
