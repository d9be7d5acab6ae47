#include "app/testing/api.hpp"
#include "base/text.hpp"

#include <map>
#include <set>

namespace mailapp::app {
namespace {

using http::Method;

/// One change after the other, each by its own operation.
struct Step {
    std::string operation;
    std::string path;  ///< "{name}": what an earlier step kept
    std::string body = "";
    std::string keep = "";  ///< the answer's "id", under this name
    int status = 200;
};

class AuditCoverageTest : public ApiTest {
protected:
    std::string fill(std::string text) const {
        for (auto const& [name, value] : kept) text = replace_all(text, "{" + name + "}", value);
        return text;
    }
    /// The actions that were written since the last call, the newest first.
    std::vector<std::string> new_actions() {
        std::vector<std::string> actions;
        audit::AuditFilter filter;
        filter.limit = 200;
        auto const page = services.audit.list(filter);
        for (auto const& entry : page.value().items) {
            if (entry.seq <= last_seen) break;
            actions.push_back(entry.action);
            texts += reflect::to_json(entry) + "\n";
        }
        last_seen = page.value().items.empty() ? 0 : page.value().items.front().seq;
        return actions;
    }

    std::map<std::string, std::string> kept;
    std::string texts;  ///< of the whole trail
    std::int64_t last_seen = 0;
};

std::vector<Step> const& steps() {
    static std::vector<Step> const all{
        {"createAdministrator", "/api/v2/administrators",
         R"({"username":"berta","password":"correct horse"})", "", 201},
        {"signIn", "/api/v2/session", R"({"username":"berta","password":"correct horse"})", "hers", 201},
        {"endSession", "/api/v2/sessions/{hers}", "", "", 204},
        {"signIn", "/api/v2/session", R"({"username":"berta","password":"correct horse"})", "", 201},
        {"endSessionsOfAdministrator", "/api/v2/administrators/berta/sessions"},
        {"changeAdministrator", "/api/v2/administrators/berta", R"({"force_password_change":true})"},
        {"deleteAdministrator", "/api/v2/administrators/berta", "", "", 204},
        {"createApiKey", "/api/v2/api-keys", R"({"access":"read_only","skip_ip_check":true})", "key", 201},
        {"changeApiKey", "/api/v2/api-keys/{key}", R"({"description":"other"})"},
        {"regenerateApiKey", "/api/v2/api-keys/{key}/regenerate"},
        {"deleteApiKey", "/api/v2/api-keys/{key}", "", "", 204},
        {"createDomainTemplate", "/api/v2/templates/domain", R"({"name":"small"})", "template", 201},
        {"updateDomainTemplate", "/api/v2/templates/domain/{template}", R"({"name":"tiny"})"},
        {"deleteDomainTemplate", "/api/v2/templates/domain/{template}", "", "", 204},
        {"createMailboxTemplate", "/api/v2/templates/mailbox", R"({"name":"small"})", "template", 201},
        {"updateMailboxTemplate", "/api/v2/templates/mailbox/{template}", R"({"name":"tiny"})"},
        {"deleteMailboxTemplate", "/api/v2/templates/mailbox/{template}", "", "", 204},
        {"createDomain", "/api/v2/domains", R"({"name":"example.org","dkim_bits":0})", "", 201},
        {"createDomain", "/api/v2/domains", R"({"name":"other.org","dkim_bits":0})", "", 201},
        {"updateDomain", "/api/v2/domains/example.org", R"({"description":"changed"})"},
        {"bulkDomains", "/api/v2/domains/bulk", R"({"names":["example.org"],"action":"deactivate"})"},
        {"bulkDomains", "/api/v2/domains/bulk", R"({"names":["example.org"],"action":"activate"})"},
        {"createAliasDomain", "/api/v2/alias-domains",
         R"({"name":"example.net","target_domain":"example.org","dkim_bits":0})", "", 201},
        {"updateAliasDomain", "/api/v2/alias-domains/example.net", R"({"active":false})"},
        {"bulkAliasDomains", "/api/v2/alias-domains/bulk",
         R"({"names":["example.net"],"action":"activate"})"},
        {"createDkimKeys", "/api/v2/dkim",
         R"({"domains":["example.org"],"selector":"one","algorithm":"ed25519"})", "", 201},
        {"revealDkimKey", "/api/v2/dkim/example.org/one/private-key", R"({"password":"correct horse"})"},
        {"importDkimKey", "/api/v2/dkim/import",
         R"({"domain":"other.org","selector":"two","private_key":"{pem}"})", "", 201},
        {"duplicateDkimKeys", "/api/v2/dkim/example.org/duplicate", R"({"domains":["example.net"]})", "",
         201},
        {"deleteDkimKey", "/api/v2/dkim/example.org/one", "", "", 204},
        {"deleteDkimKeys", "/api/v2/dkim/other.org", "", "", 204},
        {"createMailbox", "/api/v2/mailboxes",
         R"({"local_part":"carl","domain":"example.org","password":"Quiet-Harbour-4711","quota":1048576})",
         "", 201},
        {"updateMailbox", "/api/v2/mailboxes/carl@example.org",
         R"({"name":"Carl","password":"Loud-Harbour-4711"})"},
        {"bulkMailboxes", "/api/v2/mailboxes/bulk",
         R"({"addresses":["carl@example.org"],"action":"disable_imap"})"},
        {"renameMailbox", "/api/v2/mailboxes/carl@example.org/rename", R"({"local_part":"karl"})"},
        {"createAlias", "/api/v2/aliases",
         R"({"address":"info@example.org","destinations":["karl@example.org"]})", "alias", 201},
        {"updateAlias", "/api/v2/aliases/{alias}", R"({"private_comment":"changed"})"},
        {"expandAlias", "/api/v2/aliases/{alias}/expand"},
        {"bulkAliases", "/api/v2/aliases/bulk", R"({"ids":[{alias}],"action":"deactivate"})"},
        {"deleteAlias", "/api/v2/aliases/{alias}", "", "", 204},
        {"deleteMailbox", "/api/v2/mailboxes/karl@example.org", "", "", 204},
        {"deleteAliasDomain", "/api/v2/alias-domains/example.net", "", "", 204},
        {"deleteDomain", "/api/v2/domains/example.org", "", "", 204},
        {"setSetUp", "/api/v2/set-up", R"({"closed":true})"},
        // There is no agent: what it was asked to do stands in the trail all the same.
        {"startService", "/api/v2/services/postfix/start", "", "", 502},
        {"stopService", "/api/v2/services/postfix/stop", "", "", 502},
        {"restartService", "/api/v2/services/postfix/restart", "", "", 502},
        // What ends the own session comes last.
        {"signIn", "/api/v2/session", R"({"username":"anna","password":"correct horse"})", "mine", 201},
        {"endOwnSession", "/api/v2/account/sessions/{mine}", "", "", 204},
        {"changeOwnPassword", "/api/v2/account/password",
         R"({"current_password":"correct horse","new_password":"battery staple"})"},
        {"signOut", "/api/v2/session", "", "", 204},
        {"signOutEverywhere", "/api/v2/account/sessions"},
    };
    return all;
}

TEST_P(AuditCoverageTest, EveryOperationThatChangesSomethingWritesAnEntry) {
    kept["pem"] = replace_all(dkim::generate(dkim::Algorithm::ed25519, 0)->private_key.reveal(), "\n", "\\n");
    sign_in("anna");
    new_actions();
    std::set<std::string> seen;
    for (auto const& step : steps()) {
        http::Operation const* operation = nullptr;
        for (auto const& each : routes.operations())
            if (each.id == step.operation) operation = &each;
        ASSERT_NE(operation, nullptr) << step.operation;
        // The last one needs a session again.
        if (step.operation == "signOutEverywhere") {
            cookie = csrf_token = "";
            auto const again =
                send(Method::post, "/api/v2/session", R"({"username":"anna","password":"battery staple"})");
            cookie = set_cookie;
            csrf_token = again.member("csrf_token");
            new_actions();
        }
        // Signing in kills the session that is presented with it: it comes from another browser.
        auto const browser = cookie;
        if (step.operation == "signIn") cookie = "";
        auto const answer = send(operation->method, fill(step.path), fill(step.body));
        cookie = browser;
        EXPECT_EQ(answer.status, step.status) << step.operation << " " << answer.text;
        if (!step.keep.empty()) kept[step.keep] = answer.member("id") + answer.nested("details", "id");
        if (step.operation == "changeOwnPassword") {
            cookie = set_cookie;
            csrf_token = answer.member("csrf_token");
        }
        EXPECT_FALSE(new_actions().empty()) << step.operation << " leaves no trace";
        seen.insert(step.operation);
    }
    for (auto const& operation : routes.operations()) {
        if (operation.method == Method::get) continue;
        // It sends mail through a whole instance; its own test starts it.
        if (operation.id == "startSelfTest") continue;
        EXPECT_TRUE(seen.contains(operation.id)) << operation.id << " is not in the list above: add it";
    }
    EXPECT_TRUE(services.audit.verify().intact);
    for (auto const* secret :
         {"correct horse", "battery staple", "Harbour-4711", "PRIVATE KEY", "ARGON2", "argon2"})
        EXPECT_EQ(texts.find(secret), std::string::npos) << secret;
}

INSTANTIATE_TEST_SUITE_P(Engines, AuditCoverageTest,
                         ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         [](auto const& about) { return db::testing::engine_name(about.param); });

}  // namespace
}  // namespace mailapp::app
