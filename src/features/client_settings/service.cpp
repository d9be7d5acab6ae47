#include "features/client_settings/service.hpp"

namespace mailapp::client_settings {

ClientSettings settings_of(mailboxes::Mailbox const& mailbox, bool domain_active, std::string const& hostname,
                           Ports const& ports) {
    auto const service = [&](Protocol protocol, bool enabled, std::uint16_t tls, std::uint16_t starttls) {
        ClientService made{protocol, enabled, {}};
        // Encryption from the first byte before the one that is asked for (RFC 8314, section 3).
        if (tls != 0) made.servers.push_back({hostname, tls, Encryption::tls});
        made.servers.push_back({hostname, starttls, Encryption::starttls});
        return made;
    };
    ClientSettings settings;
    settings.address = mailbox.address;
    settings.display_name = mailbox.name;
    settings.user_name = mailbox.address;
    settings.can_sign_in = domain_active && mailbox.state == mailboxes::MailboxState::active;
    settings.services = {service(Protocol::imap, mailbox.imap_access, ports.imaps, ports.imap),
                         service(Protocol::pop3, mailbox.pop3_access, ports.pop3s, ports.pop3),
                         service(Protocol::smtp, mailbox.smtp_access, ports.submissions, ports.submission),
                         service(Protocol::sieve, mailbox.sieve_access, 0, ports.sieve)};
    return settings;
}

Result<ClientSettings> Service::get(Visibility const& visibility, std::string const& address) {
    auto const mailbox = mailboxes_.get(visibility, address);
    if (!mailbox) return mailbox.error();
    auto const domain = domains_.get(visibility, mailbox->domain);
    if (!domain) return domain.error();
    return settings_of(*mailbox, domain->active, instance_.settings().hostname, instance_.ports());
}

}  // namespace mailapp::client_settings
