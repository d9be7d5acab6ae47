// Writes: no attribute is ignored, no odd value becomes another, and nothing done is no success.
#include "compat/mailcow/testing/facade_fixture.hpp"

#include <array>

namespace mailapp::compat::mailcow {
namespace {

namespace json = boost::json;

class WritesTest : public testing::FacadeFixture {
protected:
    void SetUp() override {
        add_domain();
        add_mailbox("anna");
    }
    json::object settings(std::string const& address) {
        return object("mailbox/" + address).at("attributes").as_object();
    }
};

constexpr std::array protocols{"imap_access",  "pop3_access", "smtp_access",
                               "sieve_access", "eas_access",  "dav_access"};

TEST_F(WritesTest, ProtocolsHaveAttributesOfTheirOwn) {
    for (std::string const protocol : protocols) {
        for (auto const* off : {"0", "\"0\"", "false", "\"\""}) {
            edit("mailbox", "anna@example.org", "{\"" + protocol + "\":1}");
            EXPECT_EQ(settings("anna@example.org").at(protocol), "1") << protocol;
            edit("mailbox", "anna@example.org", "{\"" + protocol + "\":" + off + "}");
            EXPECT_EQ(settings("anna@example.org").at(protocol), "0") << protocol << off;
        }
    }
    add_mailbox("bert", R"(,"imap_access":0,"pop3_access":"0","smtp_access":false,"sieve_access":0,
        "eas_access":0,"dav_access":0)");
    for (auto const* protocol : protocols) EXPECT_EQ(settings("bert@example.org").at(protocol), "0");
    post("add/mailbox/template", R"({"template":"Closed","imap_access":0,"dav_access":"0"})");
    add_mailbox("carl", R"(,"template":"Closed")");
    EXPECT_EQ(settings("carl@example.org").at("imap_access"), "0");
    EXPECT_EQ(settings("carl@example.org").at("dav_access"), "0");
    EXPECT_EQ(settings("carl@example.org").at("pop3_access"), "1");
}

TEST_F(WritesTest, ProtocolsThatContradictEachOtherAreRefused) {
    EXPECT_EQ(
        messages(edit("mailbox", "anna@example.org", R"({"protocol_access":["imap"],"imap_access":0})")),
        "danger protocol_access_contradicts");
    EXPECT_EQ(messages(edit("mailbox", "anna@example.org", R"({"protocol_access":["imaps"]})")),
              "danger protocol_access_invalid");
    EXPECT_EQ(settings("anna@example.org").at("imap_access"), "1");
    edit("mailbox", "anna@example.org", R"({"protocol_access":["imap"],"imap_access":1,"pop3_access":0})");
    EXPECT_EQ(settings("anna@example.org").at("pop3_access"), "0");
    EXPECT_EQ(settings("anna@example.org").at("imap_access"), "1");
}

struct Setting {
    char const* attributes;
    char const* member;  ///< of what get shows, with "attributes." before those of that object
    char const* shown;   ///< JSON
};

constexpr std::array mailbox_settings{
    Setting{R"({"name":"Other"})", "name", "\"Other\""},
    Setting{R"({"quota":"7"})", "quota", "7340032"},
    Setting{R"({"active":2})", "active", "2"},
    Setting{R"({"force_pw_update":1})", "attributes.force_pw_update", "\"1\""},
    Setting{R"({"force_tfa":true})", "attributes.force_tfa", "\"1\""},
    Setting{R"({"tls_enforce_in":"1"})", "attributes.tls_enforce_in", "\"1\""},
    Setting{R"({"tls_enforce_out":1})", "attributes.tls_enforce_out", "\"1\""},
    Setting{R"({"sogo_access":0})", "attributes.sogo_access", "\"0\""},
    Setting{R"({"relayhost":4})", "attributes.relayhost", "\"4\""},
    Setting{R"({"relayhost":""})", "attributes.relayhost", "\"0\""},
    Setting{R"({"pw_recovery_email":"r@elsewhere.example"})", "attributes.recovery_email",
            "\"r@elsewhere.example\""},
    Setting{R"({"pw_recovery_email":""})", "attributes.recovery_email", "null"},
    Setting{R"({"quarantine_notification":"weekly"})", "attributes.quarantine_notification", "\"weekly\""},
    Setting{R"({"quarantine_category":"all"})", "attributes.quarantine_category", "\"all\""},
    Setting{R"({"rl_value":9,"rl_frame":"m"})", "rl", R"({"value":"9","frame":"m"})"},
    Setting{R"({"rl_value":""})", "rl", "false"},
    Setting{R"({"tags":["t"]})", "tags", R"(["t"])"},
    Setting{R"({"sender_acl":["@example.org"]})", "sender_acl", R"(["@example.org"])"},
};

constexpr std::array domain_settings{
    Setting{R"({"description":"Other"})", "description", "\"Other\""},
    Setting{R"({"aliases":"3"})", "max_num_aliases_for_domain", "3"},
    Setting{R"({"aliases":""})", "max_num_aliases_for_domain", "3"},
    Setting{R"({"aliases":0})", "max_num_aliases_for_domain", "0"},
    Setting{R"({"mailboxes":11})", "max_num_mboxes_for_domain", "11"},
    Setting{R"({"defquota":5})", "def_quota_for_mbox", "5242880"},
    Setting{R"({"maxquota":"4096"})", "max_quota_for_mbox", "4294967296"},
    Setting{R"({"quota":20480})", "max_quota_for_domain", "21474836480"},
    Setting{R"({"active":"0"})", "active", "0"},
    Setting{R"({"active":2})", "active", "1"},
    Setting{R"({"active":""})", "active", "0"},
    Setting{R"({"gal":0})", "gal", "0"},
    Setting{R"({"backupmx":1})", "backupmx", "1"},
    Setting{R"({"relay_all_recipients":1})", "relay_all_recipients", "1"},
    Setting{R"({"relay_unknown_only":true})", "relay_unknown_only", "1"},
    Setting{R"({"relayhost":"2"})", "relayhost", "\"2\""},
    Setting{R"({"rl_value":10,"rl_frame":"h"})", "rl", R"({"value":"10","frame":"h"})"},
    Setting{R"({"rl_value":0})", "rl", "false"},
    Setting{R"({"tags":["t"]})", "tags", R"(["t"])"},
};

json::value member_of(json::object const& object, std::string_view path) {
    if (!path.starts_with("attributes.")) return object.at(path);
    return object.at("attributes").as_object().at(path.substr(11));
}

TEST_F(WritesTest, EditReadsEveryAttribute) {
    for (auto const& [attributes, member, shown] : mailbox_settings) {
        auto const said = messages(edit("mailbox", "anna@example.org", attributes));
        EXPECT_EQ(said, "success mailbox_modified(anna@example.org)") << attributes;
        EXPECT_EQ(member_of(object("mailbox/anna@example.org"), member), json::parse(shown)) << attributes;
    }
    for (auto const& [attributes, member, shown] : domain_settings) {
        auto const said = messages(edit("domain", "example.org", attributes));
        EXPECT_EQ(said, "success domain_modified(example.org)") << attributes;
        EXPECT_EQ(member_of(object("domain/example.org"), member), json::parse(shown)) << attributes;
    }
}

TEST_F(WritesTest, NoSelectorAndNoSizeMeanNoKey) {
    int number = 0;
    for (auto const* off : {R"("dkim_selector":"0")", R"("dkim_selector":"")", R"("dkim_selector":0)",
                            R"("key_size":"")", R"("key_size":0)", R"("dkim_selector":"","key_size":2048)"}) {
        auto const name = "d" + std::to_string(++number) + ".example.org";
        auto const said = messages(post("add/domain", R"({"domain":")" + name + R"(",)" + off + "}"));
        EXPECT_EQ(said, "success domain_added(" + name + ")") << off;
        EXPECT_EQ(get("dkim/" + name), "{}") << off;
    }
    for (auto const* off : {R"("dkim_selector":"0","key_size":1024)", R"("dkim_selector":"","key_size":1024)",
                            R"("key_size":1024)", R"("dkim_selector":"dkim")"}) {
        auto const name = "a" + std::to_string(++number) + ".example.org";
        auto const said =
            messages(post("add/alias-domain",
                          R"({"alias_domain":")" + name + R"(","target_domain":"example.org",)" + off + "}"));
        EXPECT_EQ(said, "success aliasd_added(" + name + ")") << off;
        EXPECT_EQ(get("dkim/" + name), "{}") << off;
    }
    post("add/domain/template", R"({"template":"Unsigned","dkim_selector":""})");
    EXPECT_EQ(messages(post("add/domain", R"({"domain":"t.example.org","template":"Unsigned"})")),
              "success domain_added(t.example.org)");
    // Null is absent.
    EXPECT_NE(
        messages(post("add/domain", R"({"domain":"n.example.org","key_size":null,"dkim_selector":null})"))
            .find("dkim_added"),
        std::string::npos);
}

TEST_F(WritesTest, AnEmptyRateLimitIsNoneAlsoWhenTheTemplateHasOne) {
    post("add/domain/template", R"({"template":"Limited","rl_value":5,"rl_frame":"h","key_size":0})");
    post("add/domain", R"({"domain":"l.example.org","template":"Limited","rl_value":"","rl_frame":"s"})");
    EXPECT_EQ(object("domain/l.example.org").at("rl"), false);
    post("add/domain", R"({"domain":"m.example.org","template":"Limited"})");
    EXPECT_NE(object("domain/m.example.org").at("rl"), false);
    post("add/mailbox/template", R"({"template":"Limited","rl_value":5,"rl_frame":"h"})");
    add_mailbox("bert", R"(,"template":"Limited","rl_value":"")");
    EXPECT_EQ(get("rl-mbox/bert@example.org"), "{}");
}

TEST_F(WritesTest, RefusesNumbersThatCannotBeMeant) {
    struct Write {
        std::string route;
        std::string before;
        std::string after;
    };
    std::array const writes{
        Write{"add/domain", R"({"domain":"odd.example.org","quota":)", "}"},
        Write{"add/domain", R"({"domain":"odd.example.org","aliases":)", "}"},
        Write{"add/domain", R"({"domain":"odd.example.org","rl_value":)", R"(,"rl_frame":"s"})"},
        Write{"add/domain", R"({"domain":"odd.example.org","key_size":)", "}"},
        Write{"edit/domain", R"({"items":["example.org"],"attr":{"maxquota":)", "}}"},
        Write{"edit/domain", R"({"items":["example.org"],"attr":{"relayhost":)", "}}"},
        Write{"add/mailbox",
              R"({"local_part":"odd","domain":"example.org","password":"Correct-horse-1",
                  "password2":"Correct-horse-1","quota":)",
              "}"},
        Write{"edit/mailbox", R"({"items":["anna@example.org"],"attr":{"quota":)", "}}"},
        Write{"edit/rl-mbox", R"({"items":["anna@example.org"],"attr":{"rl_frame":"s","rl_value":)", "}}"},
        Write{"edit/rl-domain", R"({"items":["example.org"],"attr":{"rl_frame":"s","rl_value":)", "}}"},
        Write{"add/mailbox/template", R"({"template":"Odd","quota":)", "}"},
        Write{"add/domain/template", R"({"template":"Odd","max_quota_for_domain":)", "}"},
        Write{"add/alias-domain",
              R"({"alias_domain":"odd.example.org","target_domain":"example.org","rl_frame":"s","rl_value":)",
              "}"},
    };
    auto const everything = [&] {
        return get("domain/all") + get("mailbox/all") + get("mailbox/template/all") +
               get("domain/template/all") + get("alias-domain/all") + get("rl-mbox/all");
    };
    auto const before = everything();
    for (auto const& [route, head, tail] : writes) {
        for (auto const* odd : {"-1", "\"-1\"", "0.5", "\"0.5\"", "\"1e3\"", "\"abc\"", "\"NaN\"", "\"0x10\"",
                                "1e300", "99999999999999999999", "true", "[5]", "[[5]]", "{\"a\":5}"}) {
            auto const said = messages(post(route, head + odd + tail));
            bool const refused = said.starts_with("danger attribute_invalid(") ||
                                 said.starts_with("danger object_is_not_numeric(");
            EXPECT_TRUE(refused) << route << " " << odd << " " << said;
        }
        for (auto const* lost : {"1e999", "-1e999", "[[1e400]]"}) {
            EXPECT_EQ(messages(post(route, head + lost + tail)),
                      "error A number in the request body is too large")
                << route;
        }
    }
    EXPECT_EQ(everything(), before);
}

TEST_F(WritesTest, ABodyThatCannotBeUnderstoodIsNoSuccess) {
    auto const before = get("mailbox/all") + get("domain/all");
    for (auto const* body :
         {R"({"items":["anna@example.org"],"x":1})", R"({"a":"anna@example.org"})", R"({"items":{"a":1}})",
          "[[\"anna@example.org\"]]", "[null]", "[true]", "[{}]", "true"}) {
        auto const answer = call(http::Method::post, "/api/v1/delete/mailbox", body);
        EXPECT_EQ(answer.status, 400) << body;
        EXPECT_TRUE(messages(answer.body).starts_with("error ")) << body << answer.body;
    }
    EXPECT_EQ(messages(post("delete/mailbox", "[]")), "error Cannot delete item");
    EXPECT_EQ(messages(post("delete/mailbox", "{}")), "error Cannot find attributes in post data");
    EXPECT_EQ(messages(post("delete/mailbox", R"({"items":[]})")), "error Cannot delete item");
    for (auto const* body : {R"({"items":["anna@example.org"],"attr":["active"]})",
                             R"({"items":["anna@example.org"],"attr":"active"})",
                             R"({"items":{"a":"anna@example.org"},"attr":{"active":0}})",
                             R"({"items":[["anna@example.org"]],"attr":{"active":0}})"}) {
        auto const answer = call(http::Method::post, "/api/v1/edit/mailbox", body);
        EXPECT_EQ(answer.status, 400) << body;
        EXPECT_TRUE(messages(answer.body).starts_with("error ")) << body;
    }
    for (auto const* body :
         {R"({"attr":{"active":0}})", R"({"items":null,"attr":{"active":0}})", "{}",
          R"({"items":["anna@example.org"]})", R"({"items":["anna@example.org"],"attr":null})"}) {
        EXPECT_EQ(messages(post("edit/mailbox", body)), "error Cannot find attributes in post data") << body;
    }
    EXPECT_EQ(messages(post("edit/mailbox", R"({"items":[],"attr":{"active":0}})")),
              "error Cannot edit item");
    EXPECT_EQ(get("mailbox/all") + get("domain/all"), before);
}

TEST_F(WritesTest, DeletesTheOnlyListOfAnObject) {
    EXPECT_EQ(messages(post("delete/mailbox", R"({"items":["anna@example.org"]})")),
              "success mailbox_removed(anna@example.org)");
    EXPECT_EQ(get("mailbox/all"), "{}");
}

TEST_F(WritesTest, WhatIsNotThereIsNotDeleted) {
    EXPECT_EQ(messages(post("delete/domain", R"(["gone.example.org"])")),
              "danger domain_not_found(gone.example.org)");
    EXPECT_TRUE(
        messages(post("delete/dkim", R"(["example.org"])")).starts_with("danger dkim_domain_or_sel_invalid"));
    EXPECT_EQ(messages(post("delete/domain/template", "[99]")), "danger template_id_invalid");
    EXPECT_EQ(messages(post("delete/domain/tag/example.org", R"(["none"])")), "warning tag_not_found(none)");
    edit("domain", "example.org", R"({"tags":["t"]})");
    EXPECT_EQ(messages(post("delete/domain/tag/example.org", R"(["t","none"])")),
              "success domain_modified(example.org); warning tag_not_found(none)");
    EXPECT_EQ(messages(post("delete/mailbox/tag/anna@example.org", R"(["none"])")),
              "warning tag_not_found(none)");
}

TEST_F(WritesTest, RenamesByAttributesWithoutItems) {
    EXPECT_EQ(messages(post("edit/rename-mbox", R"({"attr":{"new_local_part":"b"}})")),
              "danger attribute_missing(old_local_part)");
    EXPECT_TRUE(
        messages(post("edit/rename-mbox", R"({"items":["other@example.org"],"attr":{"domain":"example.org",
        "old_local_part":"anna","new_local_part":"b"}})"))
            .starts_with("danger attribute_invalid(items,"));
    EXPECT_EQ(
        messages(post("edit/rename-mbox",
                      R"({"attr":{"domain":"example.org","old_local_part":"anna","new_local_part":"b"}})")),
        "success mailbox_renamed(anna@example.org,b@example.org)");
    EXPECT_EQ(
        messages(post("edit/rename-mbox", R"({"items":["b@example.org"],"attr":{"new_local_part":"c"}})")),
        "success mailbox_renamed(b@example.org,c@example.org)");
}

TEST_F(WritesTest, SettingsWithoutTheirAttributeAreNoSuccess) {
    edit("mailbox/custom-attribute", "anna@example.org", R"({"attribute":["title"],"value":["Dr"]})");
    auto const before = get("mailbox/anna@example.org");
    for (auto const* category : {"tls_policy", "quarantine_notification", "quarantine_category",
                                 "delimiter_action", "mailbox/custom-attribute", "user-acl"}) {
        auto const said = messages(edit(category, "anna@example.org", "{}"));
        EXPECT_TRUE(said.starts_with("danger attribute_missing(")) << category << said;
    }
    EXPECT_EQ(messages(edit("rl-mbox", "anna@example.org", R"({"rl_frame":"s"})")),
              "danger attribute_missing(rl_value)");
    EXPECT_EQ(messages(edit("delimiter_action", "anna@example.org", R"({"tagged_mail_handler":"subfoldr"})")),
              "danger tagged_mail_handler_invalid");
    EXPECT_EQ(get("mailbox/anna@example.org"), before);
}

TEST_F(WritesTest, AListOfSendersWithoutASenderChangesNothing) {
    edit("mailbox", "anna@example.org",
         R"({"sender_acl":["@example.org"],"extended_sender_acl":"elsewhere.example"})");
    auto const before = get("mailbox/anna@example.org");
    EXPECT_NE(before.find(R"("sender_acl":["@elsewhere.example","@example.org"])"), std::string::npos)
        << before;
    EXPECT_EQ(messages(edit("mailbox", "anna@example.org", R"({"sender_acl":["nonsense"],"active":0})")),
              "danger sender_acl_invalid(nonsense)");
    EXPECT_EQ(messages(edit("mailbox", "anna@example.org", R"({"extended_sender_acl":"example.org"})")),
              "danger extra_acl_invalid_domain(example.org,example.org)");
    EXPECT_EQ(get("mailbox/anna@example.org"), before);
    EXPECT_EQ(messages(edit("mailbox", "anna@example.org", R"({"sender_acl":["nonsense","*"]})")),
              "danger sender_acl_invalid(nonsense); success mailbox_modified(anna@example.org)");
    edit("mailbox", "anna@example.org", R"({"sender_acl":["default"],"extended_sender_acl":""})");
    EXPECT_EQ(json::serialize(object("mailbox/anna@example.org").at("sender_acl")), "[]");
}

TEST_F(WritesTest, AnExpansionReadsTheOtherAttributesToo) {
    post("add/alias", R"({"address":"i@example.org","goto":"anna@example.org","active":1})");
    EXPECT_EQ(messages(edit("alias", "i@example.org", R"({"expand_alias":true})")),
              "warning alias_expanded_already(i@example.org)");
    post("add/alias-domain",
         R"({"alias_domain":"second.example.org","target_domain":"example.org","active":1})");
    EXPECT_EQ(messages(edit("alias", "i@example.org", R"({"expand_alias":1,"public_comment":"c"})")),
              "success alias_modified(i@example.org)");
    EXPECT_EQ(object("alias/i@second.example.org").at("public_comment"), "c");
}

TEST_F(WritesTest, ANameOfTheDefaultTemplateIsRefused) {
    EXPECT_TRUE(messages(edit("domain/template", "1", R"({"template":"Other","gal":0})"))
                    .starts_with("danger template_is_default("));
    EXPECT_EQ(messages(edit("domain/template", "1", R"({"template":"Default","gal":0})")),
              "success template_modified(Default)");
}

TEST_F(WritesTest, CustomAttributesNeedNames) {
    edit("mailbox/custom-attribute", "anna@example.org", R"({"attribute":["title",""],"value":["Dr",""]})");
    auto const before = get("mailbox/anna@example.org");
    EXPECT_NE(before.find(R"("custom_attributes":{"title":"Dr"})"), std::string::npos) << before;
    for (auto const* odd : {R"({"value":[]})", R"({"value":["x"]})", R"({"attribute":[" "],"value":["x"]})",
                            R"({"attribute":["a"],"value":["x","y"]})"}) {
        EXPECT_EQ(messages(edit("mailbox/custom-attribute", "anna@example.org", odd)),
                  "danger custom_attribute_without_name")
            << odd;
    }
    EXPECT_EQ(get("mailbox/anna@example.org"), before);
    edit("mailbox/custom-attribute", "anna@example.org", R"({"attribute":[]})");
    EXPECT_NE(get("mailbox/anna@example.org").find(R"("custom_attributes":[])"), std::string::npos);
}

TEST_F(WritesTest, ATemplateThatIsNotThereIsNotTheDefault) {
    EXPECT_EQ(messages(post("add/domain", R"({"domain":"t.example.org","template":"Closd"})")),
              "danger template_missing");
    EXPECT_EQ(get("domain/t.example.org"), "{}");
    EXPECT_EQ(messages(post("add/mailbox", R"({"local_part":"bert","domain":"example.org","template":"99",
        "password":"Correct-horse-1","password2":"Correct-horse-1"})")),
              "danger template_missing");
    add_mailbox("carl", R"(,"template":"")");
    add_mailbox("dora", R"(,"template":2)");
}

TEST_F(WritesTest, TellsAttributesBesideTheOthers) {
    EXPECT_EQ(
        messages(post("edit/mailbox", R"({"items":["anna@example.org"],"attr":{"name":"A"},"active":0})")),
        "success mailbox_modified(anna@example.org); warning attribute_unknown(active)");
    EXPECT_EQ(object("mailbox/anna@example.org").at("active"), 1);
}

TEST_F(WritesTest, TellsAttributesThatItDoesNotKnow) {
    EXPECT_EQ(messages(edit("mailbox", "anna@example.org", R"({"imap_acess":0,"name":"A"})")),
              "success mailbox_modified(anna@example.org); warning attribute_unknown(imap_acess)");
    EXPECT_EQ(messages(edit("mailbox", "anna@example.org", R"({"authsource":"ldap"})")),
              "danger attribute_invalid(authsource,There is nothing here that could do this.)");
    EXPECT_EQ(
        messages(edit("mailbox", "anna@example.org", R"({"authsource":"mailcow","allow_from_smtp":""})")),
        "success mailbox_modified(anna@example.org)");
    EXPECT_TRUE(messages(edit("mailbox", "anna@example.org", R"({"allow_from_smtp":"192.0.2.1"})"))
                    .starts_with("danger attribute_invalid(allow_from_smtp,"));
}

/// What terraform-provider-mailcow sends when it makes a domain, a mailbox and an alias.
TEST_F(WritesTest, TakesTheBodiesOfAClientThatSendsEverything) {
    EXPECT_EQ(messages(post("add/domain",
                            R"({"active":1,"aliases":400,"backupmx":0,"defquota":3072,"description":"",
        "domain":"tf.example.org","gal":0,"mailboxes":10,"maxquota":10240,"quota":10240,"relay_all_recipients":0,
        "relay_unknown_only":0,"restart_sogo":1,"rl_frame":"s","rl_value":10,"dkim_selector":"","key_size":2048,
        "tags":[]})")),
              "success rl_saved(tf.example.org); success domain_added(tf.example.org)");
    EXPECT_EQ(messages(post("add/mailbox", R"({"active":1,"address":"t@tf.example.org","authsource":"mailcow",
        "domain":"tf.example.org","force_pw_update":1,"imap_access":0,"local_part":"t","name":"T","password":
        "Correct-horse-1","password2":"Correct-horse-1","pop3_access":0,"quota":0,"sieve_access":1,"smtp_access":1,
        "sogo_access":1,"tls_enforce_in":0,"tls_enforce_out":0})")),
              "success rl_saved(t@tf.example.org); success mailbox_added(t@tf.example.org)");
    EXPECT_EQ(settings("t@tf.example.org").at("imap_access"), "0");
    EXPECT_EQ(messages(post("add/mailbox", R"({"address":"other@tf.example.org","domain":"tf.example.org",
        "local_part":"u","password":"Correct-horse-1","password2":"Correct-horse-1"})")),
              "danger attribute_invalid(address,This is another address than local_part and domain make.)");
    auto const said =
        messages(post("add/alias", R"({"active":1,"address":"a@tf.example.org","goto":"t@tf.example.org",
        "private_comment":"","public_comment":"","sogo_visible":0})"));
    EXPECT_TRUE(said.starts_with("success alias_added(a@tf.example.org,")) << said;
    EXPECT_EQ(object("alias/a@tf.example.org").at("public_comment"), "");
}

TEST_F(WritesTest, SumsOfNothingAreNumbers) {
    auto const domain = object("domain/example.org");
    EXPECT_EQ(domain.at("mboxes_in_domain"), 1);
    EXPECT_EQ(domain.at("bytes_total"), 0);
    EXPECT_EQ(domain.at("msgs_total"), 0);
}

}  // namespace
}  // namespace mailapp::compat::mailcow
