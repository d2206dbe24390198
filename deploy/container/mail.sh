#!/bin/sh
# Postfix that takes mail of the dispatcher's network and sends it on, through RELAY ([host]:port) where that is set.
set -eu
postconf -e 'inet_interfaces = all' 'mydestination =' 'mynetworks_style = subnet' "myhostname = ${MAIL_NAME:-mail.localdomain}" \
    "relayhost = ${RELAY:-}" 'smtpd_relay_restrictions = permit_mynetworks, reject' 'maillog_file = /dev/stdout'
exec /usr/sbin/postfix start-fg
