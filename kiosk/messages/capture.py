"""Words for scanners, pages and files brought from elsewhere (codes N and C)."""

from __future__ import annotations

from kiosk.messages.types import QT_TRANSLATE_NOOP, Message

__all__ = ["MESSAGES"]

_PAGES_KEPT = QT_TRANSLATE_NOOP("messages", "Pages gardées : {pages}.")
_PAPERS_SAFE = QT_TRANSLATE_NOOP("messages", "Vos autres papiers sont gardés. Rien n'a changé.")
_RETRY = QT_TRANSLATE_NOOP("messages", "Réessayer")
_OTHER_FILE = QT_TRANSLATE_NOOP("messages", "Choisir un autre fichier")
_SUPPORT = QT_TRANSLATE_NOOP("messages", "Si cela continue, appelez le support.")
_SUPPORT_MAY_HELP = QT_TRANSLATE_NOOP("messages", "Le support peut vous aider.")
_NOT_OPENED = QT_TRANSLATE_NOOP("messages", "Le fichier n’a pas été ouvert. Il n’est pas perdu.")
_OWNER = QT_TRANSLATE_NOOP("messages", "La personne qui vous a donné ce fichier peut vous aider.")

MESSAGES: dict[str, Message] = {
    "scan.no_scanner": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Aucun scanner ne répond. Vérifiez qu'il est allumé et branché."
        ),
        safe=_PAGES_KEPT,
        action=_RETRY,
        helper=_SUPPORT,
        code="N-201",
    ),
    "scan.unplugged": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Le scanner ne répond plus. Vérifiez son câble, puis allumez-le."
        ),
        safe=_PAGES_KEPT,
        action=_RETRY,
        helper=_SUPPORT,
        code="N-202",
    ),
    "scan.jammed": Message(
        what=QT_TRANSLATE_NOOP(
            "messages",
            "Une feuille est coincée. Ouvrez le scanner et retirez-la doucement.",
        ),
        safe=QT_TRANSLATE_NOOP(
            "messages", "Pages gardées : {pages}. Remettez les feuilles qui manquent."
        ),
        action=_RETRY,
        helper=_SUPPORT_MAY_HELP,
        code="N-203",
    ),
    "scan.cover_open": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le capot du scanner est ouvert. Fermez-le."),
        safe=_PAGES_KEPT,
        action=_RETRY,
        helper=_SUPPORT_MAY_HELP,
        code="N-204",
    ),
    "scan.busy": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Le scanner travaille déjà. Attendez qu'il ait fini, puis réessayez."
        ),
        safe=_PAGES_KEPT,
        action=_RETRY,
        helper=_SUPPORT,
        code="N-205",
    ),
    "scan.denied": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce poste n'a pas le droit d'utiliser ce scanner."),
        safe=_PAGES_KEPT,
        action=_RETRY,
        helper=QT_TRANSLATE_NOOP("messages", "Le support peut donner ce droit au poste."),
        code="N-206",
    ),
    "scan.not_answering": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Le scanner ne répond pas. Éteignez-le, puis rallumez-le."
        ),
        safe=_PAGES_KEPT,
        action=_RETRY,
        helper=_SUPPORT,
        code="N-207",
    ),
    "scan.failed": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le scanner s'est arrêté en route."),
        safe=_PAGES_KEPT,
        action=_RETRY,
        helper=_SUPPORT,
        code="N-208",
    ),
    "scan.feeder_empty": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Il n'y a pas de feuille dans le chargeur. Posez vos feuilles."
        ),
        safe=_PAGES_KEPT,
        action=_RETRY,
        helper=_SUPPORT_MAY_HELP,
        code="N-209",
    ),
    "scan.other_certificate": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Ce scanner ne montre plus la même preuve d’identité qu’avant."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Rien ne lui a été demandé. Pages gardées : {pages}."),
        action=_RETRY,
        helper=QT_TRANSLATE_NOOP(
            "messages", "S’il vient d’être remplacé ou réparé, le support peut l’accepter."
        ),
        code="N-210",
    ),
    "scan.not_remembered": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce poste ne connaît pas de scanner nommé {name}."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n’a été modifié."),
        action=QT_TRANSLATE_NOOP(
            "messages", "Lire les noms que donne « reconnect-kiosk scanners »"
        ),
        helper=_SUPPORT,
        code="N-214",
    ),
    "scan.folder_empty": Message(
        what=QT_TRANSLATE_NOOP(
            "messages",
            "Il n’y a pas encore de papier dans le dossier. Numérisez-le sur le copieur.",
        ),
        safe=_PAGES_KEPT,
        action=_RETRY,
        helper=_SUPPORT_MAY_HELP,
        code="N-211",
    ),
    "scan.folder_busy": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Un papier arrive encore dans le dossier. Attendez un moment."
        ),
        safe=_PAGES_KEPT,
        action=_RETRY,
        helper=_SUPPORT_MAY_HELP,
        code="N-212",
    ),
    "scan.folder_not_emptied": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Les pages sont ici, mais le papier reste dans le dossier partagé."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Vos pages sont gardées."),
        action=QT_TRANSLATE_NOOP("messages", "Continuer"),
        helper=QT_TRANSLATE_NOOP(
            "messages", "Le support peut permettre à ce poste de vider le dossier."
        ),
        code="N-213",
    ),
    "stick.gone": Message(
        what=QT_TRANSLATE_NOOP("messages", "La clé n’est plus là. Branchez-la de nouveau."),
        safe=_PAPERS_SAFE,
        action=_RETRY,
        helper=_SUPPORT_MAY_HELP,
        code="C-330",
    ),
    "stick.unreadable": Message(
        what=QT_TRANSLATE_NOOP("messages", "Cette clé ne peut pas être lue ici."),
        safe=_PAPERS_SAFE,
        action=_RETRY,
        helper=_SUPPORT_MAY_HELP,
        code="C-331",
    ),
    "stick.full": Message(
        what=QT_TRANSLATE_NOOP("messages", "Il n’y a plus de place sur la clé."),
        safe=_PAPERS_SAFE,
        action=_RETRY,
        helper=_SUPPORT_MAY_HELP,
        code="C-332",
    ),
    "stick.not_written": Message(
        what=QT_TRANSLATE_NOOP("messages", "La copie n’a pas pu être écrite sur la clé."),
        safe=_PAPERS_SAFE,
        action=_RETRY,
        helper=_SUPPORT_MAY_HELP,
        code="C-333",
    ),
    "stick.silent": Message(
        what=QT_TRANSLATE_NOOP("messages", "La clé ne répond pas. La copie n’est pas terminée."),
        safe=_PAPERS_SAFE,
        action=_RETRY,
        helper=QT_TRANSLATE_NOOP("messages", "Retirez la clé. Prenez-en une autre si possible."),
        code="C-335",
    ),
    "stick.busy": Message(
        what=QT_TRANSLATE_NOOP("messages", "La clé travaille encore. Ne la retirez pas."),
        safe=QT_TRANSLATE_NOOP("messages", "Le papier est copié sur la clé."),
        action=_RETRY,
        helper=_SUPPORT_MAY_HELP,
        code="C-334",
    ),
    "page.no_preview": Message(
        what=QT_TRANSLATE_NOOP("messages", "Cette page ne peut pas être montrée pour le moment."),
        safe=QT_TRANSLATE_NOOP("messages", "La page est gardée telle qu'elle a été numérisée."),
        action=_RETRY,
        helper=_SUPPORT,
        code="C-301",
    ),
    "file.unreadable": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce fichier ne peut pas être lu ici."),
        safe=_PAPERS_SAFE,
        action=_OTHER_FILE,
        helper=_SUPPORT,
        code="C-310",
    ),
    "file.not_answering": Message(
        what=QT_TRANSLATE_NOOP("messages", "La clé ou le dossier ne répond pas."),
        safe=_PAPERS_SAFE,
        action=_OTHER_FILE,
        helper=QT_TRANSLATE_NOOP("messages", "Retirez la clé, puis branchez-la de nouveau."),
        code="C-336",
    ),
    "file.empty": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce fichier est vide."),
        safe=_PAPERS_SAFE,
        action=_OTHER_FILE,
        helper=_OWNER,
        code="C-311",
    ),
    "file.too_big": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Ce fichier est trop gros. La limite est de {limit_mb} mégaoctets."
        ),
        safe=_PAPERS_SAFE,
        action=_OTHER_FILE,
        helper=_OWNER,
        code="C-312",
    ),
    "file.kind_not_accepted": Message(
        what=QT_TRANSLATE_NOOP(
            "messages",
            "Ce poste ne prend pas cette sorte de fichier. Demandez un PDF ou une photo.",
        ),
        safe=_PAPERS_SAFE,
        action=_OTHER_FILE,
        helper=_OWNER,
        code="C-313",
    ),
    "file.disguised": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Le nom de ce fichier dit une chose, son contenu en dit une autre."
        ),
        safe=QT_TRANSLATE_NOOP(
            "messages", "Le fichier n'a pas été ouvert. Vos autres papiers sont gardés."
        ),
        action=_OTHER_FILE,
        helper=_OWNER,
        code="C-314",
    ),
    "file.broken": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce fichier est abîmé ou incomplet."),
        safe=_PAPERS_SAFE,
        action=_OTHER_FILE,
        helper=_OWNER,
        code="C-315",
    ),
    "file.encrypted": Message(
        what=QT_TRANSLATE_NOOP(
            "messages",
            "Ce PDF est fermé par un mot de passe. Demandez-en une copie sans mot de passe.",
        ),
        safe=_PAPERS_SAFE,
        action=_OTHER_FILE,
        helper=_OWNER,
        code="C-316",
    ),
    "file.too_many_pages": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Ce fichier a trop de pages. La limite est de {limit} pages."
        ),
        safe=_PAPERS_SAFE,
        action=_OTHER_FILE,
        helper=_OWNER,
        code="C-317",
    ),
    "file.too_heavy": Message(
        what=QT_TRANSLATE_NOOP("messages", "Les images de ce fichier sont trop grandes."),
        safe=_PAPERS_SAFE,
        action=_OTHER_FILE,
        helper=_OWNER,
        code="C-318",
    ),
    "file.too_slow": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce fichier demande trop de temps. Il a été refermé."),
        safe=_PAPERS_SAFE,
        action=_OTHER_FILE,
        helper=_SUPPORT_MAY_HELP,
        code="C-319",
    ),
    "file.virus_found": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "L’antivirus a reconnu un programme dangereux dans ce fichier : {found}."
        ),
        safe=_NOT_OPENED,
        action=_OTHER_FILE,
        helper=QT_TRANSLATE_NOOP(
            "messages", "Prévenez la personne qui vous a donné ce fichier, puis le support."
        ),
        code="C-320",
    ),
    "file.not_looked_through": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "L’antivirus n’a pas pu regarder tout ce que contient ce fichier."
        ),
        safe=_NOT_OPENED,
        action=_OTHER_FILE,
        helper=QT_TRANSLATE_NOOP(
            "messages", "Demandez le papier sous une autre forme : un PDF simple ou une photo."
        ),
        code="C-321",
    ),
    "file.kept_alone": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Ce fichier ne peut pas être montré : il se range seul, sans autre page."
        ),
        safe=_PAPERS_SAFE,
        action=QT_TRANSLATE_NOOP("messages", "Continuer"),
        helper=QT_TRANSLATE_NOOP("messages", "Rangez d’abord ces pages, puis ajoutez-le."),
        code="C-323",
    ),
    "paper.not_shown": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce fichier ne peut pas être montré ici."),
        safe=QT_TRANSLATE_NOOP(
            "messages", "Il est gardé tel quel dans le coffre. Rien n’est perdu."
        ),
        action=QT_TRANSLATE_NOOP("messages", "Choisir un autre papier"),
        helper=QT_TRANSLATE_NOOP("messages", "Demandez le papier en PDF pour le voir ici."),
        code="C-324",
    ),
    "paper.file_held": Message(
        what=QT_TRANSLATE_NOOP("messages", "L’antivirus tient ce fichier pour dangereux."),
        safe=QT_TRANSLATE_NOOP("messages", "Il reste fermé dans le coffre et n’en sort pas."),
        action=QT_TRANSLATE_NOOP("messages", "Choisir un autre papier"),
        helper=QT_TRANSLATE_NOOP("messages", "Demandez ce papier de nouveau à qui l’a fait."),
        code="C-337",
    ),
    "paper.file_unchecked": Message(
        what=QT_TRANSLATE_NOOP("messages", "L’antivirus n’a pas encore vu ce fichier."),
        safe=QT_TRANSLATE_NOOP(
            "messages", "Il est gardé tel quel dans le coffre. Rien n’est perdu."
        ),
        action=QT_TRANSLATE_NOOP("messages", "Choisir un autre papier"),
        helper=QT_TRANSLATE_NOOP("messages", "Il pourra sortir quand l’antivirus l’aura vu."),
        code="C-338",
    ),
    "file.antivirus_silent": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "L’antivirus de ce poste ne répond pas. Ici, il doit voir chaque fichier."
        ),
        safe=_NOT_OPENED,
        action=_OTHER_FILE,
        helper=QT_TRANSLATE_NOOP("messages", "Le support peut remettre l’antivirus en marche."),
        code="C-322",
    ),
}
