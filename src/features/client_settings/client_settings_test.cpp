#include "features/client_settings/service.hpp"

#include <gtest/gtest.h>

namespace mailapp::client_settings {
namespace {

TEST(ClientSettings, NameTheInstancesOwnPortsAndTheMailboxesSwitches) {
    mailboxes::Mailbox mailbox;
    mailbox.address = "anna@example.org";
    mailbox.name = "Anna";
    mailbox.pop3_access = false;
    auto const settings = settings_of(mailbox, true, "mail.example.org", ports_from_base(20000));
    EXPECT_EQ(reflect::to_json(settings),
              R"({"address":"anna@example.org","display_name":"Anna","user_name":"anna@example.org",)"
              R"("can_sign_in":true,"services":[)"
              R"({"protocol":"imap","enabled":true,"servers":[)"
              R"({"host":"mail.example.org","port":20093,"encryption":"tls"},)"
              R"({"host":"mail.example.org","port":20043,"encryption":"starttls"}]},)"
              R"({"protocol":"pop3","enabled":false,"servers":[)"
              R"({"host":"mail.example.org","port":20095,"encryption":"tls"},)"
              R"({"host":"mail.example.org","port":20010,"encryption":"starttls"}]},)"
              R"({"protocol":"smtp","enabled":true,"servers":[)"
              R"({"host":"mail.example.org","port":20065,"encryption":"tls"},)"
              R"({"host":"mail.example.org","port":20087,"encryption":"starttls"}]},)"
              R"({"protocol":"sieve","enabled":true,"servers":[)"
              R"({"host":"mail.example.org","port":20090,"encryption":"starttls"}]}]})");
}

TEST(ClientSettings, SayWhenNobodyCanSignIn) {
    mailboxes::Mailbox mailbox;
    EXPECT_TRUE(settings_of(mailbox, true, "mail.example.org", Ports{}).can_sign_in);
    EXPECT_FALSE(settings_of(mailbox, false, "mail.example.org", Ports{}).can_sign_in);
    mailbox.state = mailboxes::MailboxState::no_login;
    EXPECT_FALSE(settings_of(mailbox, true, "mail.example.org", Ports{}).can_sign_in);
    mailbox.state = mailboxes::MailboxState::inactive;
    EXPECT_FALSE(settings_of(mailbox, true, "mail.example.org", Ports{}).can_sign_in);
}

}  // namespace
}  // namespace mailapp::client_settings
