#include "app/testing/api.hpp"
#include "base/json_text.hpp"
#include "base/text.hpp"

namespace mailapp::app {
namespace {

using http::Method;

/// Texts that mean something to SQL, LIKE, JSON, HTML, shells, templates, formats, Dovecot or a mail header.
/// `json`: as it is sent.
struct Hostile {
    std::string name;
    std::string json;
};

Hostile quoted(std::string const& text) {
    return {text, json_string(text)};
}

std::vector<Hostile> const& hostile_texts() {
    static std::vector<Hostile> const all{
        quoted("' OR 1=1--"),
        quoted("'; DROP TABLE domain;--"),
        quoted("100%"),
        quoted("under_score"),
        quoted("back\\slash\\"),
        quoted("\"quotes\" and `ticks` and $(id)"),
        quoted("<img src=x onerror=alert(1)></script>"),
        quoted("{{7*7}} ${7*7} %{user} %u $1 ?1 :name"),
        quoted("=cmd|'/c calc'!A1"),
        quoted("ə\xE2\x80\xAEtxt.exe\xEF\xBB\xBF"),
        quoted("\xF0\x9F\x93\xAC"),
        quoted("a\r\nBcc: someone@example.net"),
        quoted("a\nb"),
        quoted("tab\tseparated"),
        {"U+0000", "\"a\\u0000b\""},
        {"half of a pair", "\"a\\ud800b\""},
        {"bytes that are no UTF-8", "\"a\xC3\x28\xFF\""},
        {"overlong", "\"a\xC0\xAF\""},
    };
    return all;
}

/// A text member of a thing that is stored, and where it is seen again.
struct Place {
    std::string name;
    Method method;
    std::string path;
    std::string body;  ///< "@" stands for the text
    std::string read;  ///< an address at which it is shown
    std::string list;  ///< a list that searches in it; "" when none does
};

class HostileTextsTest : public ApiTest {
protected:
    HostileTextsTest() {
        sign_in("anna");
        send(Method::post, "/api/v2/domains", R"({"name":"example.org","dkim_bits":0,"max_mailboxes":5})");
        send(
            Method::post, "/api/v2/mailboxes",
            R"({"local_part":"carl","domain":"example.org","password":"Quiet-Harbour-4711","quota":1048576})");
        alias = send(Method::post, "/api/v2/aliases",
                     R"({"address":"info@example.org","destinations":["carl@example.org"]})")
                    .member("id");
        key = send(Method::post, "/api/v2/api-keys", R"({"access":"read_only","skip_ip_check":true})")
                  .nested("details", "id");
        domain_template = send(Method::post, "/api/v2/templates/domain", R"({"name":"small"})").member("id");
    }

    std::vector<Place> places() const {
        auto const mailbox = std::string("/api/v2/mailboxes/carl@example.org");
        auto const domain = std::string("/api/v2/domains/example.org");
        auto const its_alias = "/api/v2/aliases/" + alias;
        return {
            {"domain.description", Method::patch, domain, R"({"description":@})", domain, "/api/v2/domains"},
            {"domain.tags", Method::patch, domain, R"({"tags":[@]})", domain, ""},
            {"mailbox.name", Method::patch, mailbox, R"({"name":@})", mailbox, "/api/v2/mailboxes"},
            {"mailbox.tags", Method::patch, mailbox, R"({"tags":[@]})", mailbox, ""},
            {"mailbox.custom", Method::patch, mailbox, R"({"custom_attributes":{"title":@}})", mailbox, ""},
            {"mailbox.custom name", Method::patch, mailbox, R"({"custom_attributes":{@:"x"}})", mailbox, ""},
            {"alias.public", Method::patch, its_alias, R"({"public_comment":@})", its_alias,
             "/api/v2/aliases"},
            {"alias.private", Method::patch, its_alias, R"({"private_comment":@})", its_alias,
             "/api/v2/aliases"},
            {"key.description", Method::patch, "/api/v2/api-keys/" + key, R"({"description":@})",
             "/api/v2/api-keys/" + key, ""},
            {"template.name", Method::patch, "/api/v2/templates/domain/" + domain_template, R"({"name":@})",
             "/api/v2/templates/domain/" + domain_template, ""},
            // Names with a grammar of their own: refused, each of them.
            {"administrator", Method::post, "/api/v2/administrators",
             R"({"username":@,"password":"correct horse"})", "/api/v2/administrators",
             "/api/v2/administrators"},
            {"domain.name", Method::post, "/api/v2/domains", R"({"name":@})", "/api/v2/domains", ""},
            {"alias.destination", Method::patch, its_alias, R"({"destinations":[@]})", its_alias, ""},
            {"mailbox.local_part", Method::post, "/api/v2/mailboxes",
             R"({"local_part":@,"domain":"example.org","password":"Quiet-Harbour-4711"})",
             "/api/v2/mailboxes", ""},
            {"dkim.selector", Method::post, "/api/v2/dkim", R"({"domains":["example.org"],"selector":@})",
             "/api/v2/dkim", ""},
        };
    }

    std::string alias;
    std::string key;
    std::string domain_template;
};

TEST_P(HostileTextsTest, AreKeptAsTheyAreOrRefused) {
    for (auto const& place : places()) {
        for (auto const& text : hostile_texts()) {
            auto const about = place.name + ": " + text.name;
            auto const answer = send(place.method, place.path, replace_all(place.body, "@", text.json));
            if (answer.status >= 400) {
                EXPECT_LT(answer.status, 500) << about << " " << answer.text;
                EXPECT_TRUE(answer.status == 400 || answer.status == 422) << about << " " << answer.text;
                continue;
            }
            // As JSON strings: the same text, neither changed nor escaped once more.
            auto const seen = send(Method::get, place.read);
            EXPECT_NE(seen.text.find(json_string(text.name)), std::string::npos) << about << " " << seen.text;
            if (place.list.empty()) continue;
            auto const found = send(Method::get, place.list + "?search=" + percent_encode(text.name));
            EXPECT_EQ(found.member("total"), "1") << about << " " << found.text;
        }
    }
    // Nothing of it reached the rest.
    EXPECT_EQ(send(Method::get, "/api/v2/domains").member("total"), "1");
    // An administrator may be called "under_score", a mailbox "100%" as well.
    EXPECT_EQ(send(Method::get, "/api/v2/administrators").member("total"), "2");
    EXPECT_TRUE(services.audit.verify().intact);
    EXPECT_EQ(send(Method::delete_, "/api/v2/domains/example.org").status, 409);
    for (auto const* address : {"carl@example.org", "under_score@example.org", "100%25@example.org"})
        EXPECT_EQ(send(Method::delete_, std::string("/api/v2/mailboxes/") + address).status, 204) << address;
    EXPECT_EQ(send(Method::delete_, "/api/v2/domains/example.org").status, 204);
}

TEST_P(HostileTextsTest, AreLiteralInEverySearchAndOrder) {
    for (auto const* list : {"domains", "mailboxes", "aliases", "administrators", "alias-domains", "dkim"}) {
        auto const at = std::string("/api/v2/") + list;
        for (std::string const text : {"%", "_", "\\", "'", "%25%", "a' OR 'a'='a", "*", "\""}) {
            auto const answer = send(Method::get, at + "?search=" + percent_encode(text));
            EXPECT_EQ(answer.status, 200) << list << " " << text << " " << answer.text;
            EXPECT_EQ(answer.member("total"), "0") << list << " " << text;
        }
        for (std::string const order :
             {"name;DROP TABLE domain", "(SELECT 1)", "id--", "1", "-", "version", "password"}) {
            auto const answer = send(Method::get, at + "?sort=" + percent_encode(order));
            EXPECT_EQ(answer.status, 422) << list << " " << order << " " << answer.text;
        }
        for (std::string const cursor :
             {"' OR 1=1", "@-1", "@1e9", "@99999999999999999999", "AAAA", "\xFF"}) {
            auto const answer = send(Method::get, at + "?cursor=" + percent_encode(cursor));
            EXPECT_TRUE(answer.status == 422 || answer.status == 400)
                << list << " " << cursor << " " << answer.text;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Engines, HostileTextsTest,
                         ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         [](auto const& about) { return db::testing::engine_name(about.param); });

}  // namespace
}  // namespace mailapp::app
