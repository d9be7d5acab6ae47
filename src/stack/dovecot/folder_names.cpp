#include "stack/dovecot/folder_names.hpp"

#include <array>

namespace mailapp::stack::dovecot {
namespace {

constexpr std::array<std::string_view, 43> trash{"Bin",
                                                 "Deleted",
                                                 "Deleted Items",
                                                 "Deleted Messages",
                                                 "Deleted Mail",
                                                 "Papierkorb",
                                                 "Gelöscht",
                                                 "Gelöschte Elemente",
                                                 "Gelöschte Objekte",
                                                 "Corbeille",
                                                 "Éléments supprimés",
                                                 "Messages supprimés",
                                                 "Papelera",
                                                 "Elementos eliminados",
                                                 "Lixeira",
                                                 "Lixo",
                                                 "Itens excluídos",
                                                 "Itens eliminados",
                                                 "Cestino",
                                                 "Posta eliminata",
                                                 "Prullenbak",
                                                 "Verwijderde items",
                                                 "Kosz",
                                                 "Elementy usunięte",
                                                 "Корзина",
                                                 "Удаленные",
                                                 "Удалённые",
                                                 "Удаленные сообщения",
                                                 "Кошик",
                                                 "Çöp",
                                                 "Çöp Kutusu",
                                                 "Silinmiş Öğeler",
                                                 "Silinenler",
                                                 "Zibil qutusu",
                                                 "Zibil",
                                                 "Silinmişlər",
                                                 "Silinmiş elementlər",
                                                 "Papperskorgen",
                                                 "Papirkurv",
                                                 "Slettet post",
                                                 "Roskakori",
                                                 "已删除邮件",
                                                 "ゴミ箱"};
constexpr std::array<std::string_view, 22> junk{"Spam",
                                                "Junk E-mail",
                                                "Junk Email",
                                                "Junk Mail",
                                                "Bulk Mail",
                                                "Junk-E-Mail",
                                                "Spamverdacht",
                                                "Courrier indésirable",
                                                "Indésirables",
                                                "Correo no deseado",
                                                "Lixo eletrônico",
                                                "Posta indesiderata",
                                                "Ongewenste e-mail",
                                                "Wiadomości-śmieci",
                                                "Спам",
                                                "Нежелательная почта",
                                                "Gereksiz",
                                                "Önemsiz E-posta",
                                                "Arzuolunmaz poçt",
                                                "Skräppost",
                                                "Søppelpost",
                                                "Roskaposti"};
constexpr std::array<std::string_view, 32> sent{"Sent Items",
                                                "Sent Messages",
                                                "Sent Mail",
                                                "Gesendet",
                                                "Gesendete Elemente",
                                                "Gesendete Objekte",
                                                "Envoyés",
                                                "Éléments envoyés",
                                                "Messages envoyés",
                                                "Enviados",
                                                "Elementos enviados",
                                                "Itens enviados",
                                                "Inviata",
                                                "Posta inviata",
                                                "Verzonden",
                                                "Verzonden items",
                                                "Wysłane",
                                                "Elementy wysłane",
                                                "Отправленные",
                                                "Надіслані",
                                                "Gönderilmiş Öğeler",
                                                "Gönderilenler",
                                                "Gönderilmiş Postalar",
                                                "Göndərilənlər",
                                                "Göndərilmiş",
                                                "Göndərilmiş elementlər",
                                                "Skickat",
                                                "Sendt",
                                                "Sendte elementer",
                                                "Lähetetyt",
                                                "已发送邮件",
                                                "送信済み"};
constexpr std::array<std::string_view, 16> drafts{"Entwürfe",  "Brouillons", "Borradores", "Rascunhos",
                                                  "Bozze",     "Concepten",  "Szkice",     "Kopie robocze",
                                                  "Черновики", "Чернетки",   "Taslaklar",  "Qaralamalar",
                                                  "Utkast",    "Kladder",    "Luonnokset", "草稿"};
constexpr std::array<std::string_view, 12> archive{"Archives", "Archiv",  "Archivo",  "Arquivo",
                                                   "Archivio", "Archief", "Archiwum", "Архив",
                                                   "Arşiv",    "Arxiv",   "Arkiv",    "Arkisto"};

constexpr std::array<FolderUse, 5> uses{{{"\\Trash", "Trash", trash},
                                         {"\\Archive", "Archive", archive},
                                         {"\\Sent", "Sent", sent},
                                         {"\\Drafts", "Drafts", drafts},
                                         {"\\Junk", "Junk", junk}}};

std::string section(std::string_view name, std::string_view flag, bool everybody_has_it) {
    std::string text = "mailbox \"";
    text += name;
    text += "\" {\n";
    if (everybody_has_it) text += "  auto = subscribe\n";
    text += "  special_use = ";
    text += flag;
    text += "\n}\n";
    return text;
}

void add_patterns(std::string& list, std::string_view name) {
    for (std::string_view const above : {"", "INBOX/"}) {
        for (std::string_view const below : {"", "/*"}) {
            list += list.empty() ? "\"" : ", \"";
            list += above;
            list += name;
            list += below;
            list += '"';
        }
    }
}

/// What is copied or put into the folder is spam, what is copied out of it is not.
void add_learning(std::string& text, std::size_t& number, std::string_view folder,
                  std::string const& scripts) {
    for (std::string const above : {"", "INBOX/"}) {
        auto const name = above + std::string(folder) + "\n";
        auto const spam = "  imapsieve_mailbox" + std::to_string(++number) + "_";
        text += spam + "name = " + name;
        text += spam + "causes = COPY APPEND\n";
        text += spam + "before = file:" + scripts + "/learn-spam.sieve\n";
        auto const ham = "  imapsieve_mailbox" + std::to_string(++number) + "_";
        text += ham + "name = *\n";
        text += ham + "from = " + name;
        text += ham + "causes = COPY\n";
        text += ham + "before = file:" + scripts + "/learn-ham.sieve\n";
    }
}

}  // namespace

std::span<FolderUse const> folder_uses() {
    return uses;
}

std::string folders_conf() {
    std::string text;
    for (auto const& use : uses) {
        text += section(use.name, use.flag, true);
        for (auto const name : use.other_names) text += section(name, use.flag, false);
    }
    return text;
}

std::string learning_conf(std::string const& scripts) {
    std::string text = "plugin {\n";
    std::size_t number = 0;
    for (auto const& use : uses) {
        if (use.name != "Junk") continue;
        add_learning(text, number, use.name, scripts);
        for (auto const name : use.other_names) add_learning(text, number, name, scripts);
    }
    return text + "}\n";
}

std::string rubbish_patterns() {
    std::string list;
    for (auto const& use : uses) {
        if (use.name != "Trash" && use.name != "Junk") continue;
        add_patterns(list, use.name);
        for (auto const name : use.other_names) add_patterns(list, name);
    }
    return list;
}

}  // namespace mailapp::stack::dovecot
