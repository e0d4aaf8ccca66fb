"""Words for whoever runs a central server or its enrolment authority."""

from __future__ import annotations

from kiosk.messages.types import QT_TRANSLATE_NOOP, Message

__all__ = ["MESSAGES"]

MESSAGES: dict[str, Message] = {
    "server.full": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le disque du serveur est plein."),
        safe=QT_TRANSLATE_NOOP(
            "messages", "Tout ce qui était déjà envoyé est gardé ; le reste attend sur les postes."
        ),
        action=QT_TRANSLATE_NOOP("messages", "Libérer de la place"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-301",
    ),
    "server.store_away": Message(
        what=QT_TRANSLATE_NOOP("messages", "La base de données du serveur ne répond pas."),
        safe=QT_TRANSLATE_NOOP(
            "messages", "Rien n'est perdu : les postes gardent ce qu'ils doivent envoyer."
        ),
        action=QT_TRANSLATE_NOOP("messages", "Réessayer"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-302",
    ),
    "server.store_newer": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Ces données viennent d'un serveur plus récent (schéma {version})."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Elles n'ont pas été modifiées."),
        action=QT_TRANSLATE_NOOP("messages", "Mettre à jour le serveur"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-303",
    ),
    "server.keys_damaged": Message(
        what=QT_TRANSLATE_NOOP("messages", "Un fichier de clés est abîmé."),
        safe=QT_TRANSLATE_NOOP(
            "messages", "Les données sont intactes, mais sans ces clés elles ne servent plus."
        ),
        action=QT_TRANSLATE_NOOP("messages", "Restaurer la sauvegarde des clés"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-304",
    ),
    "server.port_taken": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le port {port} est déjà pris sur cette machine."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été modifié."),
        action=QT_TRANSLATE_NOOP("messages", "Choisir un autre port"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-305",
    ),
    "server.announcements": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le fichier des annonces n'est pas lisible."),
        safe=QT_TRANSLATE_NOOP("messages", "Le serveur continue avec les annonces d'avant."),
        action=QT_TRANSLATE_NOOP("messages", "Corriger le fichier"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-306",
    ),
    "server.announcement_dates": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Ces heures ne font pas une pause : la fin vient après le début."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été annoncé."),
        action=QT_TRANSLATE_NOOP("messages", "Donner les heures sous la forme 2026-12-01T22:00"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-334",
    ),
    "server.announcement_late": Message(
        what=QT_TRANSLATE_NOOP("messages", "Une pause s'annonce au moins 24 heures avant."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été annoncé."),
        action=QT_TRANSLATE_NOOP("messages", "Choisir plus tard, ou ajouter --urgent"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-335",
    ),
    "server.announcement_unknown": Message(
        what=QT_TRANSLATE_NOOP("messages", "Aucune pause annoncée ne commence à cette heure."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été changé."),
        action=QT_TRANSLATE_NOOP("messages", "Voir la liste : admin announce list"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-336",
    ),
    "server.certificate_none": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce dossier n'a pas encore de certificat."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été changé."),
        action=QT_TRANSLATE_NOOP("messages", "Démarrer le serveur une première fois"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-330",
    ),
    "server.certificate_prepared": Message(
        what=QT_TRANSLATE_NOOP("messages", "Un certificat suivant est déjà préparé."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été changé."),
        action=QT_TRANSLATE_NOOP("messages", "Le mettre en place : admin certificate activate"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-331",
    ),
    "server.certificate_not_prepared": Message(
        what=QT_TRANSLATE_NOOP("messages", "Aucun certificat suivant n'est préparé."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été changé."),
        action=QT_TRANSLATE_NOOP("messages", "En préparer un : admin certificate prepare"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-332",
    ),
    "server.certificate_damaged": Message(
        what=QT_TRANSLATE_NOOP("messages", "Un fichier du certificat est abîmé."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été changé."),
        action=QT_TRANSLATE_NOOP("messages", "Restaurer le dossier tls de la copie"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-333",
    ),
    "server.away": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le serveur central ne répond pas."),
        safe=QT_TRANSLATE_NOOP(
            "messages", "Ce qui vient d'être créé est gardé et partira à la prochaine commande."
        ),
        action=QT_TRANSLATE_NOOP("messages", "Réessayer"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-311",
    ),
    "server.unexpected": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le serveur central a mal répondu ({status})."),
        safe=QT_TRANSLATE_NOOP(
            "messages", "Ce qui vient d'être créé est gardé et partira à la prochaine commande."
        ),
        action=QT_TRANSLATE_NOOP("messages", "Réessayer"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-312",
    ),
    "server.other_certificate": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Le certificat présenté n'est pas celui de votre serveur."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été envoyé."),
        action=QT_TRANSLATE_NOOP("messages", "Vérifier l'adresse et le réseau"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-313",
    ),
    "server.bad_token": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le serveur ne reconnaît pas ce jeton d'exploitant."),
        safe=QT_TRANSLATE_NOOP("messages", "Ce qui vient d'être créé est gardé, rien n'est parti."),
        action=QT_TRANSLATE_NOOP("messages", "Donner le fichier operator.json du serveur"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-314",
    ),
    "server.other_root": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce serveur dépend déjà d'une autre autorité."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été créé ni modifié."),
        action=QT_TRANSLATE_NOOP("messages", "Utiliser l'autorité d'origine"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-315",
    ),
    "server.statement_refused": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le serveur a refusé une déclaration ({reason})."),
        safe=QT_TRANSLATE_NOOP("messages", "Elle est gardée dans le dossier de l'autorité."),
        action=QT_TRANSLATE_NOOP("messages", "Appeler le support"),
        helper=QT_TRANSLATE_NOOP("messages", "Le support technique"),
        code="R-316",
    ),
    "server.statement_waits": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Le serveur attend une autre déclaration avant celle-ci."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Elle est gardée et repartira à la prochaine commande."),
        action=QT_TRANSLATE_NOOP("messages", "Réessayer"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-317",
    ),
    "server.no_operator_file": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Le fichier operator.json du serveur manque ou n'est pas lisible."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été modifié."),
        action=QT_TRANSLATE_NOOP("messages", "Ajouter --server-data ou --operator"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-318",
    ),
    "server.no_authority": Message(
        what=QT_TRANSLATE_NOOP("messages", "Il n'y a pas d'autorité dans ce dossier."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été modifié."),
        action=QT_TRANSLATE_NOOP("messages", "Lancer « admin init » ou donner --authority"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-319",
    ),
    "server.authority_exists": Message(
        what=QT_TRANSLATE_NOOP("messages", "Il y a déjà une autorité dans ce dossier."),
        safe=QT_TRANSLATE_NOOP("messages", "Elle n'a pas été modifiée."),
        action=QT_TRANSLATE_NOOP("messages", "Choisir un autre dossier"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-320",
    ),
    "server.structure_unknown": Message(
        what=QT_TRANSLATE_NOOP("messages", "Cette autorité ne connaît pas cette structure."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été modifié."),
        action=QT_TRANSLATE_NOOP("messages", "Voir les noms avec « admin list »"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-321",
    ),
    "server.structure_exists": Message(
        what=QT_TRANSLATE_NOOP("messages", "Une structure porte déjà ce nom."),
        safe=QT_TRANSLATE_NOOP("messages", "Elle n'a pas été modifiée."),
        action=QT_TRANSLATE_NOOP("messages", "Choisir un autre nom"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-322",
    ),
    "server.name_refused": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Ce nom est vide, trop long ou contient un caractère interdit."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été créé."),
        action=QT_TRANSLATE_NOOP("messages", "Corriger le nom"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-323",
    ),
    "server.member_unknown": Message(
        what=QT_TRANSLATE_NOOP("messages", "Personne d'actif n'a cet identifiant ici."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été modifié."),
        action=QT_TRANSLATE_NOOP("messages", "Voir les identifiants avec « admin list »"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-324",
    ),
    "server.device_unknown": Message(
        what=QT_TRANSLATE_NOOP("messages", "Aucun poste actif n'a ce numéro."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été modifié."),
        action=QT_TRANSLATE_NOOP("messages", "Voir les postes avec « admin list »"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-325",
    ),
    "server.parts_away": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le stockage des documents du serveur ne répond pas."),
        safe=QT_TRANSLATE_NOOP(
            "messages", "Rien n'est perdu : les postes gardent ce qu'ils doivent envoyer."
        ),
        action=QT_TRANSLATE_NOOP("messages", "Réessayer"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-340",
    ),
    "server.parts_address": Message(
        what=QT_TRANSLATE_NOOP(
            "messages",
            "L'adresse du stockage des documents n'est pas lisible ou n'est pas en HTTPS.",
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été modifié."),
        action=QT_TRANSLATE_NOOP("messages", "Corriger --parts : s3://…?endpoint=https://…"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-341",
    ),
    "server.parts_refused": Message(
        what=QT_TRANSLATE_NOOP(
            "messages",
            "Le stockage des documents refuse ces identifiants ou ne connaît pas cet espace.",
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été modifié."),
        action=QT_TRANSLATE_NOOP("messages", "Corriger l'espace ou le fichier des identifiants"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-342",
    ),
    "server.parts_unfit": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Ce stockage laisse écraser ce qui est déjà déposé : il ne convient pas."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été modifié."),
        action=QT_TRANSLATE_NOOP("messages", "Choisir un stockage qui respecte If-None-Match"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-343",
    ),
    "server.secret_missing": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Un secret attendu manque ou n'est pas lisible : {path}."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été modifié."),
        action=QT_TRANSLATE_NOOP("messages", "Écrire ce fichier ou ces variables"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-344",
    ),
    "server.secret_open": Message(
        what=QT_TRANSLATE_NOOP("messages", "Tout le monde peut lire le fichier de secrets {path}."),
        safe=QT_TRANSLATE_NOOP("messages", "Le serveur ne l'a pas utilisé."),
        action=QT_TRANSLATE_NOOP(
            "messages", "Changer ce secret, puis protéger le fichier (chmod 600)"
        ),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-345",
    ),
    "server.keys_away": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le gardien des clés du serveur ne répond pas."),
        safe=QT_TRANSLATE_NOOP(
            "messages", "Rien n'est perdu : les postes gardent ce qu'ils doivent envoyer."
        ),
        action=QT_TRANSLATE_NOOP("messages", "Réessayer"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-346",
    ),
    "server.keys_refused": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le gardien des clés refuse ce serveur, ou cet acte."),
        safe=QT_TRANSLATE_NOOP(
            "messages", "Rien n'est perdu : les postes gardent ce qu'ils doivent envoyer."
        ),
        action=QT_TRANSLATE_NOOP("messages", "Vérifier le rôle donné au serveur et ses droits"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-347",
    ),
    "server.keys_address": Message(
        what=QT_TRANSLATE_NOOP("messages", "L'adresse du gardien des clés n'est pas lisible."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été modifié."),
        action=QT_TRANSLATE_NOOP("messages", "Corriger --keys : vault://… ou pkcs11:…"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-348",
    ),
    "server.hsm_missing": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "La bibliothèque des modules PKCS#11 n'est pas installée."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été modifié."),
        action=QT_TRANSLATE_NOOP("messages", "Installer reconnect-kiosk[hsm]"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-349",
    ),
    "server.custody_away": Message(
        what=QT_TRANSLATE_NOOP("messages", "La garde des secrets ne répond pas."),
        safe=QT_TRANSLATE_NOOP(
            "messages", "Rien n'est perdu : ce qui lui est confié l'attend sur le serveur."
        ),
        action=QT_TRANSLATE_NOOP("messages", "Réessayer"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-350",
    ),
    "server.custody_pairing": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Le fichier d'appairage de la garde des secrets n'est pas lisible."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été modifié."),
        action=QT_TRANSLATE_NOOP(
            "messages", "Reprendre le fichier api.json écrit par la garde des secrets"
        ),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-351",
    ),
    "server.backup_exists": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce fichier ou ce dossier existe déjà : {place}."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été modifié."),
        action=QT_TRANSLATE_NOOP("messages", "Choisir un autre emplacement"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-370",
    ),
    "server.backup_no_manifest": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce n'est pas une sauvegarde entière : {place}."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été modifié."),
        action=QT_TRANSLATE_NOOP("messages", "Prendre une autre sauvegarde"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-371",
    ),
    "server.backup_incomplete": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "La sauvegarde n'est pas complète : {count} contrôles sont faux."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "La sauvegarde et le serveur n'ont pas été modifiés."),
        action=QT_TRANSLATE_NOOP("messages", "Lire le rapport et refaire une sauvegarde"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-372",
    ),
    "server.backup_other_keys": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Ces clés n'ouvrent pas la sauvegarde {place}, ou son début est abîmé."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été modifié."),
        action=QT_TRANSLATE_NOOP(
            "messages", "Donner les clés du serveur qui l'a faite, ou prendre une autre sauvegarde"
        ),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-396",
    ),
    "server.backup_damaged": Message(
        what=QT_TRANSLATE_NOOP("messages", "La sauvegarde {place} est coupée ou a été modifiée."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été modifié."),
        action=QT_TRANSLATE_NOOP("messages", "Prendre une autre sauvegarde"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-397",
    ),
    "server.backup_swapped": Message(
        what=QT_TRANSLATE_NOOP(
            "messages",
            "La sauvegarde {place} n'est pas celle que son nom ou son empreinte annonce.",
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été modifié."),
        action=QT_TRANSLATE_NOOP(
            "messages", "Chercher d'où vient ce fichier et prendre une autre sauvegarde"
        ),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-398",
    ),
    "server.backup_running": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Une autre sauvegarde ou remise est en cours sur ce serveur."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Elle continue."),
        action=QT_TRANSLATE_NOOP("messages", "Attendre sa fin"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-399",
    ),
    "server.keys_missing": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Les clés du serveur ne sont pas dans ce dossier : {place}."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été modifié."),
        action=QT_TRANSLATE_NOOP("messages", "Y mettre la copie du dossier des clés"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-369",
    ),
    "server.keys_stay": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "La clé des reçus ne peut pas sortir de ce dépôt de clés."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été modifié."),
        action=QT_TRANSLATE_NOOP(
            "messages", "Garder ce dépôt, ou y permettre la sortie de cette clé"
        ),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-360",
    ),
    "server.keys_in_module": Message(
        what=QT_TRANSLATE_NOOP("messages", "Aucune clé ne sort d'un module PKCS#11."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été modifié. Le serveur continue avec lui."),
        action=QT_TRANSLATE_NOOP(
            "messages", "Garder ce module, ou le faire copier avec l'outil de son fabricant"
        ),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-366",
    ),
    "server.keys_stranger": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Les deux dépôts de clés ne signent pas avec la même clé."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été modifié."),
        action=QT_TRANSLATE_NOOP(
            "messages", "Donner un dépôt sans clé de reçus, ou celui préparé par admin keys adopt"
        ),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-361",
    ),
    "server.keys_unprepared": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Ce dépôt de clés n'est pas prêt pour ce serveur, qui en a un autre."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été modifié."),
        action=QT_TRANSLATE_NOOP("messages", "Le préparer avec admin keys adopt"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-362",
    ),
    "server.keys_one": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Il faut deux dépôts de clés : le nouveau, puis celui d'avant."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été modifié."),
        action=QT_TRANSLATE_NOOP("messages", "Indiquer les deux, avec un espace entre eux"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-363",
    ),
    "server.keys_left": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "{count} éléments sont encore sous le dépôt de clés d'avant."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Tout s'ouvre tant que les deux dépôts sont indiqués."),
        action=QT_TRANSLATE_NOOP(
            "messages", "Vérifier que chaque serveur utilise le nouveau, puis recommencer"
        ),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-364",
    ),
    "server.auditor_unknown": Message(
        what=QT_TRANSLATE_NOOP("messages", "Rien n'est envoyé à cette adresse."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été modifié."),
        action=QT_TRANSLATE_NOOP("messages", "Voir la liste avec admin checkpoints list"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-365",
    ),
    "server.no_data": Message(
        what=QT_TRANSLATE_NOOP("messages", "Il n'y a pas de serveur dans ce dossier : {place}."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été modifié."),
        action=QT_TRANSLATE_NOOP("messages", "Indiquer le dossier de données du serveur"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-373",
    ),
    "server.agreement_dates": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Ces dates ne font pas une convention : la fin vient après le début."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été modifié."),
        action=QT_TRANSLATE_NOOP("messages", "Donner les dates sous la forme 2026-12-31"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-374",
    ),
    "server.code_unknown": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Aucun code en attente n'a ce numéro : utilisé, passé ou inconnu."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été modifié."),
        action=QT_TRANSLATE_NOOP("messages", "Voir les codes avec « admin device codes »"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-375",
    ),
    "server.store_not_empty": Message(
        what=QT_TRANSLATE_NOOP("messages", "Cette base contient déjà des données."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été modifié."),
        action=QT_TRANSLATE_NOOP("messages", "Indiquer une base vide"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-376",
    ),
    "server.job_unknown": Message(
        what=QT_TRANSLATE_NOOP("messages", "Aucune tâche abandonnée n'a ce nom et cette clé."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été modifié."),
        action=QT_TRANSLATE_NOOP("messages", "Voir les tâches avec « admin jobs list »"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-380",
    ),
    "notice.address": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "L'adresse d'une passerelle de messages ne convient pas."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été envoyé."),
        action=QT_TRANSLATE_NOOP("messages", "Corriger « sms » ou « mail » dans les réglages"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-381",
    ),
    "notice.number": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce numéro de téléphone ne convient pas."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été envoyé."),
        action=QT_TRANSLATE_NOOP("messages", "Vérifier le numéro"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-382",
    ),
    "notice.mailbox": Message(
        what=QT_TRANSLATE_NOOP("messages", "Cette adresse de courrier ne convient pas."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été envoyé."),
        action=QT_TRANSLATE_NOOP("messages", "Vérifier l'adresse"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-383",
    ),
    "notice.too_long": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce texte est vide ou ne tient pas dans un seul SMS."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été envoyé."),
        action=QT_TRANSLATE_NOOP("messages", "Raccourcir le texte"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-384",
    ),
    "notice.refused": Message(
        what=QT_TRANSLATE_NOOP("messages", "La passerelle n'accepte pas ce message."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été envoyé."),
        action=QT_TRANSLATE_NOOP("messages", "Vérifier le destinataire"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-385",
    ),
    "notice.gateway_away": Message(
        what=QT_TRANSLATE_NOOP("messages", "La passerelle de messages ne répond pas."),
        safe=QT_TRANSLATE_NOOP("messages", "Le message n'est pas parti ; il sera repris."),
        action=QT_TRANSLATE_NOOP("messages", "Réessayer"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-386",
    ),
    "notice.gateway_busy": Message(
        what=QT_TRANSLATE_NOOP("messages", "La passerelle de messages demande d'attendre."),
        safe=QT_TRANSLATE_NOOP("messages", "Le message n'est pas parti ; il sera repris."),
        action=QT_TRANSLATE_NOOP("messages", "Réessayer"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-387",
    ),
    "notice.gateway_login": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "La passerelle de messages ne reconnaît pas ce serveur."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Le message n'est pas parti ; il sera repris."),
        action=QT_TRANSLATE_NOOP("messages", "Corriger le fichier « credentials »"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-388",
    ),
    "notice.gateway_unknown": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "La passerelle ne prouve pas qui elle est, ou ne sait pas chiffrer."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été dit en clair."),
        action=QT_TRANSLATE_NOOP("messages", "Vérifier l'adresse et le fichier « ca »"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-389",
    ),
    "server.person_unknown": Message(
        what=QT_TRANSLATE_NOOP("messages", "Aucun coffre n'a cet identifiant."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été supprimé."),
        action=QT_TRANSLATE_NOOP("messages", "Vérifier l'identifiant, en entier"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-394",
    ),
    "server.forget_unsure": Message(
        what=QT_TRANSLATE_NOOP("messages", "Supprimer un coffre ne peut pas être défait."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'a été supprimé."),
        action=QT_TRANSLATE_NOOP("messages", "Ajouter --yes pour le supprimer"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-395",
    ),
    "server.report_month": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce n'est pas un mois."),
        safe=QT_TRANSLATE_NOOP("messages", "Aucun bilan n'a été établi."),
        action=QT_TRANSLATE_NOOP("messages", "Donner le mois sous la forme 2026-02"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-390",
    ),
    "server.report_too_early": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce mois n'est pas encore clos."),
        safe=QT_TRANSLATE_NOOP("messages", "Aucun bilan n'a été établi."),
        action=QT_TRANSLATE_NOOP("messages", "Redemander à partir du 8 du mois suivant"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-391",
    ),
    "server.report_before_structure": Message(
        what=QT_TRANSLATE_NOOP("messages", "La structure n'existait pas encore ce mois-là."),
        safe=QT_TRANSLATE_NOOP("messages", "Aucun bilan n'a été établi."),
        action=QT_TRANSLATE_NOOP("messages", "Demander un mois plus récent"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-392",
    ),
    "server.report_not_written": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le bilan ne peut pas être écrit dans ce dossier."),
        safe=QT_TRANSLATE_NOOP("messages", "Le bilan est gardé : la même demande le redonne."),
        action=QT_TRANSLATE_NOOP("messages", "Choisir un autre dossier"),
        helper=QT_TRANSLATE_NOOP("messages", "L'exploitant du serveur"),
        code="R-393",
    ),
}
