function Get-ExoPortFolderSecurity {
    <# Who owns a folder and who may do what. .NET has other methods for it than .NET Framework. #>
    param([System.IO.DirectoryInfo] $Folder)

    $extensions = 'System.IO.FileSystemAclExtensions' -as [type]
    if ($extensions) { $extensions::GetAccessControl($Folder) } else { $Folder.GetAccessControl() }
}
