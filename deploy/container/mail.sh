#!/bin/sh
# Postfix that takes mail of the dispatcher's network over TLS and sends it on, through RELAY ([host]:port) where that is set.
# Its certificate is made at the first start, in a volume that the dispatcher reads; only root reads the key.
set -eu
folder=/var/lib/mail-certificate
if [ ! -s "$folder/mail.pem" ]; then
    umask 077
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj /CN=mail \
        -addext subjectAltName=DNS:mail -addext keyUsage=critical,digitalSignature,keyCertSign \
        -keyout "$folder/mail.key" -out "$folder/new.pem"
    chmod 755 "$folder" && chmod 644 "$folder/new.pem" && mv "$folder/new.pem" "$folder/mail.pem"
fi
postconf -e 'inet_interfaces = all' 'mydestination =' 'mynetworks_style = subnet' "myhostname = ${MAIL_NAME:-mail.localdomain}" \
    "relayhost = ${RELAY:-}" 'smtpd_relay_restrictions = permit_mynetworks, reject' 'maillog_file = /dev/stdout' \
    "smtpd_tls_cert_file = $folder/mail.pem" "smtpd_tls_key_file = $folder/mail.key" 'smtpd_tls_security_level = encrypt'
exec /usr/sbin/postfix start-fg
