#!/bin/sh
# The Littlest JupyterHub, for a class of up to about 50 on one server: run as root on it, with your own names.
# It adds to what the installer has set (its admin stays). What to install there: README.md beside this.
set -e
for learner in ada bob; do
    tljh-config add-item users.allowed $learner
done
tljh-config set limits.memory 2G # a kernel takes .2 GB, one with PyMC .4 GB; sampling in several processes more
tljh-config set limits.cpu 2
tljh-config set user_environment.default_app jupyterlab
tljh-config set services.cull.enabled true
tljh-config set services.cull.timeout 3600

tljh-config set https.enabled true
# A server that the internet can reach gets its certificate by itself:
tljh-config set https.letsencrypt.email you@example.org
tljh-config add-item https.letsencrypt.domains hub.example.org
# One on an intranet cannot. Leave those two lines out, and give it a certificate of your own:
# tljh-config set https.tls.key /etc/ssl/private/hub.key
# tljh-config set https.tls.cert /etc/ssl/certs/hub.pem

tljh-config reload hub
tljh-config reload proxy # https comes on with this one only
